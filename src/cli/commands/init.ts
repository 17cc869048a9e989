import { FileError } from "../../host.ts";
import type { Invocation } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";

const FILE = "backup.yaml";

export function run({ host }: Invocation): ExitCode {
  if (host.status(FILE)) {
    throw new FileError(
      "write",
      FILE,
      "EEXIST",
      "it exists already",
      "edit it, or go to another directory",
    );
  }
  host.createFile(FILE, Buffer.from(starter(host.env.USER)), 0o644);
  host.stdout.write(
    `created ${FILE}\nPut your own paths and names into it; then "holdfast check" and "holdfast compile".\n`,
  );
  return exitCode.ok;
}

/** A spec of one job that compiles as it is. */
function starter(login: string | undefined): string {
  const user = login !== undefined && /^[a-z_][a-z0-9_-]*$/.test(login) ? login : "me";
  return `version: 1
jobs:
  documents:
    source: ~/Documents
    target: { url: "file:///mnt/backup" }
    encryption: { passphrase: { file: ~/.duplicity.secret, copy: "on paper, in the safe" } }
    backup: { schedule: "daily 03:05", full_if_older_than: 2M }
    prune: { schedule: "weekly Sun 04:05", keep_full: 6 }
    drill: { schedule: "monthly 1 12:05" }
hosts:
  my-computer: { user: ${user}, scheduler: cron, jobs: [documents] }
`;
}
