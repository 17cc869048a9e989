import { passphrasesOf, placeOfSecret } from "../names.ts";
import type { JobRule } from "./placed.ts";

/** A file holds one passphrase: a former one lies beside the one of today, not in its place. */
export const passphrasesDiffer: JobRule = ({ job, spec }, _on, reporter) => {
  if (job.encryption.kind !== "symmetric") return;
  const { passphrase, previous } = job.encryption;
  const files = [passphrase, ...previous].map(({ file }) => file);
  const written = passphrasesOf(spec);
  for (const [index, file] of files.entries()) {
    const first = files.indexOf(file);
    const [here, there] = [written[index], written[first]];
    if (first === index || !here || !there) continue;
    reporter.report(
      "passphrase-repeated",
      first === 0
        ? "this previous passphrase is the file of the passphrase itself"
        : "this previous passphrase is listed twice",
      {
        span: placeOfSecret(here).span,
        help:
          first === 0
            ? "keep the former passphrase in a file of its own, and name that one here"
            : "name each once",
        related: [{ message: "the same file", span: placeOfSecret(there).span }],
      },
    );
  }
};
