import type { Located } from "./located.ts";
import type { Stretch } from "./mask.ts";
import type { Span } from "./span.ts";

/**
 * Where a part of a text stands in the spec, whichever way YAML spells it: plain, in quotes with escapes, over several
 * lines, or as a block. The place of the whole text when the part is empty, or does not lie within it.
 *
 * @param start offset into the text, in UTF-16 units
 * @param end the same, exclusive
 */
export function placeWithin({ value, span }: Located<string>, start: number, end: number): Span {
  const places = spelling(span.file.text.slice(span.start, span.end), value);
  const first = places?.[start];
  const last = places?.[end - 1];
  if (start >= end || !first || !last) return span;
  return { file: span.file, start: span.start + first[0], end: span.start + last[1] };
}

/** An escape in double quotes (YAML 1.2.2, 5.7), among them one of a line end, which stands for nothing. */
const escaped = /\\(?:x..|u.{4}|U.{8}|\r?\n[ \t]*|.)/sy;
const lineBreak = /\r?\n/y;

/**
 * For each unit of a text the characters that spell it, as offsets into what is written; undefined when what is written
 * is not that text.
 *
 * The two are read side by side. Folding leaves out line ends and blanks, and nothing else: what is written and does not
 * come next in the text must be one of these.
 */
function spelling(written: string, text: string): Stretch[] | undefined {
  const style = /^[|>"']/.exec(written)?.[0];
  const block = style === "|" || style === ">";
  const indent = block ? indentOf(written, text) : /[ \t]*/y;
  const places: Stretch[] = [];
  let at = block ? written.indexOf("\n") + 1 : style === undefined ? 0 : 1;
  const skip = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(written)?.[0].length ?? 0;
    at += found;
    return found;
  };
  if (block) skip(indent);
  while (places.length < text.length) {
    const wanted = text[places.length];
    const from = at;
    if (at >= written.length) {
      // The last line end of a block does not belong to its place.
      places.push([at, at]);
    } else if (style === '"' && written[at] === "\\") {
      const continued = /^\\\r?\n/.test(written.slice(at, at + 3));
      skip(escaped);
      const pair = (text.codePointAt(places.length) ?? 0) > 0xffff && written[from + 1] === "U";
      if (!continued) places.push([from, at]);
      if (pair) places.push([from, at]);
    } else if (style === "'" && written.startsWith("''", at)) {
      at += 2;
      places.push([from, at]);
    } else if (skip(lineBreak) > 0) {
      if (wanted === "\n" || wanted === " ") places.push([from, at]);
      skip(indent);
    } else if (written[at] === wanted) {
      at++;
      places.push([from, at]);
    } else if (written[at] === " " || written[at] === "\t") {
      at++;
    } else {
      return undefined;
    }
  }
  return places;
}

/** What stands in front of the lines of a block: as much as its first line has in front of the text's first line. */
function indentOf(block: string, text: string): RegExp {
  const blanksOf = (lines: string) => /^( *)[^ \r\n]/m.exec(lines)?.[1]?.length ?? 0;
  const lines = block.slice(block.indexOf("\n") + 1);
  return new RegExp(` {0,${Math.max(blanksOf(lines) - blanksOf(text), 0)}}`, "y");
}
