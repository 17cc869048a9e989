import { passphrasesOf, passwordsOf, placeOfSecret } from "../names.ts";
import type { JobRule } from "./placed.ts";

/** Who keeps the archive, or passes it on, must not be told what opens it: a password is known to its server. */
export const secretsApart: JobRule = ({ job, spec, target }, _on, reporter) => {
  if (job.encryption.kind !== "symmetric" || job.target.kind !== "rsync-daemon") return;
  const { passphrase, previous } = job.encryption;
  const { password, proxy } = job.target;
  const passwords = [password, proxy?.login?.password].flatMap((secret) => secret ?? []);
  for (const [index, { file }] of passwords.entries()) {
    const shared = [passphrase, ...previous].findIndex((secret) => secret.file === file);
    const written = passphrasesOf(spec)[shared];
    const place = passwordsOf(target)[index];
    if (!written || !place) continue;
    const whose = file === password?.file ? "its server" : "the proxy before its server";
    reporter.report(
      "passphrase-is-password",
      `the passphrase of the archive is also the password of ${whose}`,
      {
        span: placeOfSecret(place).span,
        help: "give the server a secret of its own",
        related: [{ message: "the passphrase", span: placeOfSecret(written).span }],
      },
    );
  }
};
