/** Tabs are shown as if there were a stop every so many columns. */
const tabStop = 4;

// East Asian Wide and Fullwidth (Unicode TR 11), as far as whole blocks go, and emoji.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const none = /\p{Mn}|\p{Me}/u;

function widthOf(character: string, column: number): number {
  if (character === "\t") return tabStop - (column % tabStop);
  if (none.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/** How many columns of a terminal a text takes that begins in a column (from 0). */
export function displayWidth(text: string, column: number): number {
  let at = column;
  for (const character of text) at += widthOf(character, at);
  return at - column;
}

/** A line with spaces for its tabs. */
export function expandTabs(line: string): string {
  let expanded = "";
  let at = 0;
  for (const character of line) {
    const width = widthOf(character, at);
    expanded += character === "\t" ? " ".repeat(width) : character;
    at += width;
  }
  return expanded;
}
