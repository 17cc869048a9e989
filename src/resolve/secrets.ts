import type { Reference, SecretSpec } from "../spec/spec.ts";
import { fitsCredential } from "../systemd/credential.ts";
import { lookUp, placeOfSecret } from "./names.ts";
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
  const { file: written, encrypted, credential, copy } = found.value;
  if (encrypted && encrypted.span !== written.span) {
    scope.reporter.report("conflicting-settings", 'this secret has both "file" and "encrypted"', {
      span: encrypted.span,
      help: 'keep the one that is meant: "encrypted" is a file that systemd-creds(1) made',
    });
    return undefined;
  }
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
      encrypted ? "rename the file" : "rename the file, or leave credential out",
    );
    return take(refusal, written, scope.reporter);
  }
  if (copy && read(copy, parseLine, scope) === undefined) return undefined;
  return {
    name: found.name,
    file,
    encrypted: encrypted !== undefined,
    credential: credential?.value,
    copy: copy?.value,
  };
}

/** The same for one that the script itself reads, whoever started it: a notifier's. */
export function resolvePlainSecret(
  reference: Reference<SecretSpec>,
  scope: Scope,
): ResolvedSecret | undefined {
  const secret = resolveSecret(reference, scope);
  if (!secret?.encrypted) return secret;
  scope.reporter.report(
    "encrypted-for-nobody",
    "notifiers read secrets from files, and nobody decrypts this one for them",
    {
      span: placeOfSecret(reference).span,
      help: 'name an unencrypted file: "file" in place of "encrypted"',
    },
  );
  return undefined;
}
