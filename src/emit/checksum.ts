import { createHash } from "node:crypto";

const ZEROS = "0".repeat(64);

/** A line of its own, whatever marks it as a comment: `# …`, `<!-- … -->`. */
const CHECKSUM_LINE = /^(\W{0,8}holdfast-checksum: sha256:)([0-9a-f]{64})(?=\W{0,8}$)/m;

/**
 * What an emitter puts into a comment line near the top of a file, before anything that came from the spec:
 * {@link sealChecksum} puts the file's checksum into the place of the zeros.
 */
export const checksumPlaceholder = `holdfast-checksum: sha256:${ZEROS}`;

/** SHA-256 in lower-case hexadecimal; text counts as UTF-8. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/**
 * Makes a text vouch for itself: its first checksum line gets the hash of the text as it is with zeros in that place.
 *
 * @throws when the text has no line with the placeholder, which is a bug in an emitter
 */
export function sealChecksum(text: string): string {
  if (CHECKSUM_LINE.exec(text)?.[2] !== ZEROS)
    throw new Error("the text has no checksum placeholder");
  return text.replace(CHECKSUM_LINE, `$1${sha256(text)}`);
}

/** True when the text is, byte for byte, what {@link sealChecksum} once made. */
export function checksumHolds(text: string): boolean {
  const found = CHECKSUM_LINE.exec(text)?.[2];
  return found !== undefined && sha256(text.replace(CHECKSUM_LINE, `$1${ZEROS}`)) === found;
}
