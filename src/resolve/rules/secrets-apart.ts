import { passphrasesOf, placeOfSecret } from "../names.ts";
import type { JobRule } from "./placed.ts";

/** Who keeps the archive must not be told what opens it: a password is known to its server. */
export const secretsApart: JobRule = ({ job, spec, target }, _on, reporter) => {
  if (job.encryption.kind !== "symmetric" || job.target.kind !== "rsync-daemon") return;
  const { passphrase, previous } = job.encryption;
  const password = job.target.password?.file;
  const index = [passphrase, ...previous].findIndex(({ file }) => file === password);
  const written = passphrasesOf(spec)[index];
  if (!written || !target.password) return;
  reporter.report(
    "passphrase-is-password",
    "the passphrase of the archive is also the password of its server",
    {
      span: placeOfSecret(target.password).span,
      help: "give the server a secret of its own",
      related: [{ message: "the passphrase", span: placeOfSecret(written).span }],
    },
  );
};
