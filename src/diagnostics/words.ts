/** Text that is put between double quotes in a message longer than this is cut. */
const longest = 60;

// Control characters, characters without width, and marks that turn the direction of writing: they make a terminal show
// something else than what is there.
const treacherous = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\p{Surrogate}]/gu;

/** The text in double quotes for a message, on one line, cut when long, with what a terminal would obey written as escapes. */
export function quote(text: string): string {
  const characters = [...text];
  const cut = characters.length > longest ? `${characters.slice(0, longest - 1).join("")}…` : text;
  const escaped = cut
    .replace(/\n/g, "\\n")
    .replace(/\t/g, "\\t")
    .replace(treacherous, (character) => {
      const code = character.charCodeAt(0).toString(16);
      return code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
    });
  return `"${escaped}"`;
}

/** A line of the spec for a terminal: one harmless character for each character that a terminal would obey. */
export function harmless(line: string): string {
  return line.replace(treacherous, (character) => (character === "\t" ? character : "\ufffd"));
}

/** `"a"`, `"a" or "b"`, `"a", "b" or "c"`. */
export function alternatives(words: readonly string[]): string {
  const quoted = words.map(quote);
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} or ${last}`;
}

/** `1 error`, `2 errors`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
