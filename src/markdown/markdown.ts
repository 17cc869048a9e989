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
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const padding = /^`|`$|^ .* $/.test(shown) ? " " : "";
  return new Sealed("markdown", `${fence}${padding}${shown}${padding}${fence}`);
}

/**
 * A block of commands to be typed, CommonMark 4.5.
 *
 * @throws when a line would end the block, which no quoted command does
 */
export function shellBlock(commands: string): Markdown {
  if (/^ {0,3}```/m.test(commands)) throw new Error("a command would end its block");
  return new Sealed("markdown", `\`\`\`sh\n${commands}\`\`\``);
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
