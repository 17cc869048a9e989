import credentials from "../../../templates/job/credentials.sh";
import encryptedCredentials from "../../../templates/job/credentials-encrypted.sh";
import type { SecretPlan } from "../../plan/plan.ts";
import { type ShellSource, sh, word } from "../../shell/shell.ts";
import { command } from "../command.ts";
import { secretVariable } from "../secret-files.ts";
import type { FeatureEmitter } from "./feature.ts";

/** Secrets that systemd hands over to the job's units. */
export const emitCredentials: FeatureEmitter = (_host, job) => {
  const loaded = job.secrets.filter(({ credential }) => credential !== null);
  if (loaded.length === 0) return undefined;
  const words = loaded.flatMap((secret) => {
    const variable = secretVariable(job, secret);
    return variable ? [sh`${word(variable)} ${word(secret.credential ?? "")}`] : [];
  });
  const list = sh`# Where the path of each secret is kept, and the name under which systemd hands the secret over.
credentials() {
  ${command(sh`"$@"`, words)}
}`;
  if (!loaded.some(({ encrypted }) => encrypted !== null)) {
    return { functions: [list], runtime: [credentials], calls: { begin: ["use_credentials"] } };
  }
  const calls = ["hold_credentials", "use_credentials", "need_decrypted"];
  return {
    functions: [list, runLoaded(loaded)],
    runtime: [credentials, encryptedCredentials],
    calls: { enter: ["hold_credentials"], begin: calls, check: calls },
  };
};

/** The same secrets for another unit, which systemd-run(1) makes. */
function runLoaded(loaded: readonly SecretPlan[]): ShellSource {
  const properties = loaded.map(({ credential, encrypted, file }) =>
    encrypted === null
      ? sh`${word(`--property=LoadCredential=${credential}:${file}`)}`
      : sh`${word(`--property=LoadCredentialEncrypted=${credential}:${encrypted}`)}`,
  );
  return sh`# run_loaded WORDS...: systemd-run(1), with the secrets that the job's own units have.
run_loaded() {
  ${command(sh`systemd-run`, [...properties, sh`"$@"`])}
}`;
}
