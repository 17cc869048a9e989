import passphrasePrevious from "../../../templates/job/passphrase-previous.sh";
import { name, sh, word } from "../../shell/shell.ts";
import { command } from "../command.ts";
import { secretVariable, secretWord } from "../secret-files.ts";
import type { FeatureEmitter } from "./feature.ts";

/** Former passphrases: what reads the archive tries each, and prune tells when they can go. */
export const previousPassphrases: FeatureEmitter = (_host, job) => {
  const former = job.secrets.filter(({ purpose }) => purpose === "previous-passphrase");
  if (former.length === 0) return undefined;
  const files = [sh`"\${passphrase_file}"`, ...former.map((secret) => secretWord(job, secret))];
  return {
    data: former.flatMap((secret) => {
      const variable = secretVariable(job, secret);
      return variable ? [sh`${name(variable)}=${word(secret.file)}`] : [];
    }),
    functions: [
      sh`# The files of the archive's passphrases, that of today first.
passphrase_files() {
  ${command(sh`"$@"`, files)}
}`,
    ],
    runtime: [passphrasePrevious],
    calls: { end: ["tell_previous"] },
  };
};
