import { assertEncodable } from "../text/encodable.ts";

/**
 * Joins words into one value of duplicity's `--rsync-options`, which duplicity splits by Python's shlex into the same
 * words. Every character that could mean something to shlex gets a backslash: quotes would not do, as duplicity 2.0
 * and later strip them from both ends of the value (2.0.2 to 3.0.1, measured).
 *
 * The result is text, not code: on a shell's command line it is quoted like any other word.
 *
 * @throws when the first word starts or the last one ends with a quote, which no spelling brings through duplicity 2;
 *   put an option of a known form there
 */
export function shlexJoin(words: readonly string[]): string {
  const text = words.map(shlexWord).join(" ");
  if (/^\\?['"]|['"]$/.test(text)) {
    throw new Error(`duplicity would strip a quote from the end of ${text}`);
  }
  return text;
}

function shlexWord(text: string): string {
  assertEncodable(text);
  return text === "" ? "''" : text.replace(/[^A-Za-z0-9_./=:,@%+-]/gu, "\\$&");
}
