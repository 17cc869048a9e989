import { quote } from "../../diagnostics/words.ts";
import { isWithin } from "../paths.ts";
import type { JobRule } from "./placed.ts";

/** A passphrase that is only on the host is lost with the host, and the archive with it. */
export const passphraseCopy: JobRule = ({ job, passphrases }, _on, reporter) => {
  if (job.encryption.kind === "none") return;
  const { passphrase, previous } = job.encryption;
  for (const [index, { name, file, encrypted, copy }] of [passphrase, ...previous].entries()) {
    const written = passphrases[index];
    if (copy !== undefined || !written) continue;
    const shown = name === undefined ? "this passphrase" : `passphrase ${quote(name)}`;
    const archived = job.sources.some((source) => isWithin(file, source));
    const without =
      index === 0
        ? "without it nothing can be restored"
        : "without it no backup from before the change can be restored";
    const whyNeeded = encrypted
      ? "no other machine can decrypt this file"
      : archived
        ? "the one in the archive is encrypted with itself"
        : without;
    reporter.report(
      "secret-without-copy",
      `${shown} has no copy off the host that the spec knows of`,
      {
        span: written.file.span,
        help: `${whyNeeded}; say in words where ${archived ? "another" : "a copy"} is: copy: office safe`,
      },
    );
  }
};
