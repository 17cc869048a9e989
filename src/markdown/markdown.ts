import { Sealed } from "../text/sealed.ts";
import { visible } from "../text/visible.ts";

/** Text that stands in Markdown (CommonMark 0.31) as what it says: nothing of it is markup. */
export type Markdown = Sealed<"markdown">;

/** Words for people. ASCII punctuation is escaped where it could begin markup (CommonMark 2.4). */
export function prose(text: string): Markdown {
  return new Sealed("markdown", visible(text).replace(/[\\`*_[\]<>&#|~]/g, "\\$&"));
}

/** A code span, CommonMark 6.1: fenced by more backticks than it holds in a row. */
export function code(text: string): Markdown {
  const shown = visible(text);
  const fence = fenceAround(shown, 1);
  const padding = /^`|`$|^ .* $/.test(shown) ? " " : "";
  return new Sealed("markdown", `${fence}${padding}${shown}${padding}${fence}`);
}

/** A block of commands to be typed, CommonMark 4.5: whole lines. */
export function shellBlock(commands: string): Markdown {
  const fence = fenceAround(commands, 3);
  return new Sealed("markdown", `${fence}sh\n${commands}${fence}`);
}

function fenceAround(text: string, least: number): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return "`".repeat(Math.max(least, longest + 1));
}

/** Markdown around values; an array becomes one line per item, or nothing. */
export function md(
  literals: TemplateStringsArray,
  ...values: readonly (Markdown | readonly Markdown[])[]
): Markdown {
  const text = literals.reduce((before, literal, i) => {
    const value = values[i - 1];
    if (value === undefined) return before + literal;
    const items = value instanceof Sealed ? [value] : value;
    return before + items.map((item) => Sealed.open(item)).join("\n") + literal;
  });
  return new Sealed("markdown", text);
}

/** The text of a whole document: no blank lines in a row, one line end at the end. */
export function renderMarkdown(document: Markdown): string {
  return `${Sealed.open(document)
    .replace(/\n{3,}/g, "\n\n")
    .trim()}\n`;
}
