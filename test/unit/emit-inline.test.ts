import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { planSpec } from "../../src/compile/compile.ts";
import { emitCrontab } from "../../src/emit/crontab.ts";
import { nodeHost } from "../../src/node-host.ts";

const reference = readFileSync(
  join(import.meta.dirname, "../../examples/reference/backup.yaml"),
  "utf8",
);

/** The commands of the crontab of a spec's one host. */
function commands(text: string): string[] {
  const host = { ...nodeHost(), readFile: () => Buffer.from(text) };
  const { plan, reporter } = planSpec(host, "backup.yaml");
  const [planned] = plan?.hosts ?? [];
  const crontab = planned && emitCrontab(planned);
  if (!crontab) throw new Error(reporter.diagnostics.map(({ message }) => message).join("\n"));
  return crontab.text.split("\n").filter((line) => /^[0-9*]/.test(line));
}

const inline = reference.replace(
  "scheduler: cron",
  "dialect: debian\n    style: inline\n    scheduler: cron",
);

test("the reference fits on the lines of Debian's cron, as a guide would write it", () => {
  const before = [
    "cd / && umask 077 && unset SHELL LANG && export HOME=/home/backup_user",
    "state=~/.local/state/holdfast/important && mkdir -p $state/archive $state/gnupg $state/tmp",
    "set -a && USER=backup_user LOGNAME=backup_user PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_CTYPE=C.UTF-8 GNUPGHOME=$state/gnupg TMPDIR=$state/tmp",
    "PASSPHRASE=$(head -n 1 ~/.duplicity.secret)",
    "RSYNC_PASSWORD=$(head -n 1 ~/.rsync.secret)",
    "RSYNC_CONNECT_PROG='nc -X 5 -x 127.0.0.1:9050 -w 300 '\\%'H 873'",
  ];
  const options = [
    "--name=important --archive-dir=$state/archive --tempdir=$state/tmp --volsize=200",
    "--gpg-options='--cipher-algo=AES256 --compress-algo=zlib --compress-level=1 --s2k-count=65011712'",
    "--rsync-options=--timeout=300",
  ];
  const url =
    "rsync://rsync_user@aajogdsmhekpum3fu63e76slcdmba7nrv34tw3wy7wtsw4lgm5mzulyd.onion::backups/the-server/important";
  const backup = `duplicity incremental ${options.join(" ")} '--exclude=**/.cache' --full-if-older-than=2M --verbosity=notice /path/to/important/directory ${url}`;
  const prune = `duplicity remove-all-but-n-full ${options.join(" ")} --verbosity=notice --force 12 ${url}`;
  expect(commands(inline)).toEqual([
    `5 3 * * 2 ${[...before, backup].join(" && ")}`,
    `5 4 * * 2 ${[...before, prune].join(" && ")}`,
  ]);
});

test("what has no passphrase, and no rsync daemon, needs nothing for them", () => {
  const local = inline
    .replace(/encryption: .*/, "encryption: none")
    .replace(/target: offsite/, 'target: { url: "file:///mnt/disk" }');
  for (const command of commands(local)) {
    expect(command).toContain(" --no-encryption ");
    expect(command).not.toMatch(/PASSPHRASE|RSYNC|--gpg-options|--rsync-options|\$\(/);
  }
});
