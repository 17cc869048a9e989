import type { Reference, SecretSpec } from "../spec/spec.ts";
import { fitsCredential } from "../systemd/credential.ts";
import { lookUp } from "./names.ts";
import { refused, take } from "./parsed.ts";
import { parseLine, parsePath } from "./paths.ts";
import type { ResolvedSecret } from "./resolved-spec.ts";
import { read, readFilled, type Scope } from "./scope.ts";

/** Undefined when something is wrong with it, which was reported. */
export function resolveSecret(
  reference: Reference<SecretSpec>,
  scope: Scope,
): ResolvedSecret | undefined {
  const found = lookUp(reference, scope.spec.secrets);
  if (!found) return undefined;
  const { file: written, credential, copy } = found.value;
  const file = readFilled(written, (text) => parsePath(text, scope.home, "this path"), scope);
  if (file === undefined) {
    // What is no path may be the secret itself.
    written.span.file.mask(written.span.start, written.span.end);
    return undefined;
  }
  if (credential && !fitsCredential(file)) {
    const refusal = refused(
      "unfit-credential",
      "the path ends in a character that systemd cannot be told of",
      "rename the file, or leave credential out",
    );
    return take(refusal, written, scope.reporter);
  }
  if (copy && read(copy, parseLine, scope) === undefined) return undefined;
  return { name: found.name, file, credential: credential?.value, copy: copy?.value };
}
