import { assertEncodable } from "../text/encodable.ts";

/**
 * A text in double quotes and C escapes as systemd.syntax(7) has them, safe from the specifiers of systemd.unit(5),
 * which are replaced after unquoting. systemd ignores a line with a noncharacter, such as U+FFFF: it is escaped as well. Common to several kinds of value, none of which it makes alone.
 */
export function quote(text: string): string {
  assertEncodable(text);
  return `"${text.replace(/["\\%\p{Cc}\p{NChar}]/gu, escaped)}"`;
}

function escaped(character: string): string {
  switch (character) {
    case "%":
      return "%%";
    case '"':
    case "\\":
      return `\\${character}`;
    case "\n":
      return "\\n";
    case "\t":
      return "\\t";
    default:
      return [...Buffer.from(character)]
        .map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`)
        .join("");
  }
}
