import type { Reference, SecretSpec } from "../spec/spec.ts";
import { lookUp } from "./names.ts";
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
  const { file: written, copy } = found.value;
  const file = readFilled(written, (text) => parsePath(text, scope.home, "this path"), scope);
  if (file === undefined) {
    // What is no path may be the secret itself.
    written.span.file.mask(written.span.start, written.span.end);
    return undefined;
  }
  if (copy && read(copy, parseLine, scope) === undefined) return undefined;
  return { name: found.name, file, copy: copy?.value };
}
