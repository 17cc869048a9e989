import type { JobPlan, SecretPlan } from "../plan/plan.ts";
import { name, type ShellSource, sh, word } from "../shell/shell.ts";

/** The script's variable for where a secret lies, unless it always lies in one place. */
export function secretVariable({ secrets }: JobPlan, secret: SecretPlan): string | undefined {
  switch (secret.purpose) {
    case "passphrase":
      return "passphrase_file";
    case "rsync-password":
      return "rsync_password_file";
    case "proxy-password":
      return "proxy_password_file";
    case "previous-passphrase":
      return secret.credential === null ? undefined : `previous_file_${secrets.indexOf(secret)}`;
  }
}

/** Where a secret lies, as a word of the script. */
export function secretWord(job: JobPlan, secret: SecretPlan): ShellSource {
  const variable = secretVariable(job, secret);
  return variable === undefined ? sh`${word(secret.file)}` : sh`"\${${name(variable)}}"`;
}
