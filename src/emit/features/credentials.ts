import credentials from "../../../templates/job/credentials.sh";
import { sh, word } from "../../shell/shell.ts";
import { command } from "../command.ts";
import type { FeatureEmitter } from "./feature.ts";

/** Secrets that systemd hands over to the job's units. */
export const emitCredentials: FeatureEmitter = (_host, { secrets }) => {
  const loaded = secrets.filter(({ credential }) => credential !== null);
  if (loaded.length === 0) return undefined;
  const words = loaded.map(
    ({ purpose, credential }) => sh`${word(purpose)} ${word(credential ?? "")}`,
  );
  return {
    functions: [
      sh`# What each secret is for, and the name under which systemd hands it over.
credentials() {
  ${command(sh`"$@"`, words)}
}`,
    ],
    runtime: [credentials],
    calls: { begin: ["use_credentials"] },
  };
};
