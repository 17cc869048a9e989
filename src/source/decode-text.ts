import type { Reporter } from "../diagnostics/reporter.ts";
import { SourceFile } from "./source-file.ts";

/** U+FFFD: what a decoder puts in the place of bytes that are not UTF-8. */
const REPLACEMENT = "\ufffd";
const REPLACEMENT_BYTES = Buffer.from(REPLACEMENT);

/**
 * Bytes as UTF-8 text; a byte order mark at the start is dropped. Bytes that are not UTF-8 are reported where they
 * stand: to guess at them could back up another path than the one that was meant.
 *
 * @param path see {@link SourceFile}
 */
export function decodeText(
  path: string,
  bytes: Uint8Array,
  reporter: Reporter,
): SourceFile | undefined {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const file = new SourceFile(path, text.replace(/^\ufeff/, ""));
  const dropped = text.length - file.text.length;
  for (let at = text.indexOf(REPLACEMENT); at !== -1; at = text.indexOf(REPLACEMENT, at + 1)) {
    const offset = Buffer.byteLength(text.slice(0, at));
    const written = bytes.subarray(offset, offset + REPLACEMENT_BYTES.length);
    if (REPLACEMENT_BYTES.equals(written)) continue;
    const byte = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, "0");
    reporter.report("invalid-character", `the byte 0x${byte} is not UTF-8`, {
      span: { file, start: at - dropped, end: at - dropped + 1 },
      help: "a spec is a text in UTF-8: save it so",
    });
    return undefined;
  }
  return file;
}
