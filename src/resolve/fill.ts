import { didYouMean } from "../diagnostics/suggest.ts";
import { alternatives, quote } from "../diagnostics/words.ts";
import { type Parsed, parsed, refused } from "./parsed.ts";

/** What `${host}`, `${user}` and `${job}` stand for. */
export interface Variables extends Readonly<Record<string, string>> {
  readonly host: string;
  readonly user: string;
  readonly job: string;
}

/** Fills variables such as `${host}` in; `$${` is a literal `${`, and any other `$` stands for itself. */
export function fill(text: string, variables: Readonly<Record<string, string>>): Parsed<string> {
  const known = new Map(Object.entries(variables));
  let filled = "";
  let end = 0;
  for (const match of text.matchAll(/\$\$\{|\$\{([^}]*)\}?/g)) {
    const [found, name] = match;
    const value = name === undefined ? "${" : found.endsWith("}") ? known.get(name) : undefined;
    if (value === undefined) return unknown(found, match.index, [...known.keys()]);
    filled += text.slice(end, match.index) + value;
    end = match.index + found.length;
  }
  return parsed(filled + text.slice(end));
}

function unknown(found: string, start: number, names: readonly string[]): Parsed<never> {
  const spelled = names.map((name) => `\${${name}}`);
  return refused(
    "unknown-variable",
    `${quote(found)} stands for nothing; use ${alternatives(spelled)}`,
    didYouMean(found, spelled) ?? 'a literal "${" is written "$${"',
    { start, end: start + found.length },
  );
}
