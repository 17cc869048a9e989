import { quote } from "../../diagnostics/words.ts";
import { isWithin } from "../paths.ts";
import type { JobRule } from "./placed.ts";

/** A passphrase that is only on the host is lost with the host, and the archive with it. */
export const passphraseCopy: JobRule = ({ job, passphrase }, _on, reporter) => {
  if (job.encryption.kind === "none" || !passphrase) return;
  const { name, file, copy } = job.encryption.passphrase;
  if (copy !== undefined) return;
  const shown = name === undefined ? "this passphrase" : `passphrase ${quote(name)}`;
  const archived = job.sources.some((source) => isWithin(file, source));
  reporter.report(
    "secret-without-copy",
    `${shown} has no copy off the host that the spec knows of`,
    {
      span: passphrase.file.span,
      help: archived
        ? "the one in the archive is encrypted with itself; say in words where another is: copy: office safe"
        : "without it nothing can be restored; say in words where a copy is: copy: office safe",
    },
  );
};
