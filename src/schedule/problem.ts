import type { Rule } from "./schedule.ts";

/** What is wrong with a schedule's text. Worded like every diagnostic: lower case, no full stop, names in double quotes. */
export interface ScheduleProblem {
  readonly message: string;
  /** The right spelling, or the way to it. */
  readonly help?: string;
  /** Offsets into the text, in UTF-16 units; `end` exclusive. */
  readonly start: number;
  readonly end: number;
}

/** The rules that one expression stands for, or what is wrong with it. */
export type ParsedRules =
  | { readonly ok: true; readonly rules: readonly Rule[] }
  | { readonly ok: false; readonly problem: ScheduleProblem };

/** A piece of the text, and where it begins. */
export interface Token {
  readonly text: string;
  readonly start: number;
}

/** A problem with one piece of the text. */
export function problemAt(token: Token, message: string, help?: string): ScheduleProblem {
  return {
    message,
    ...(help !== undefined && { help }),
    start: token.start,
    end: token.start + token.text.length,
  };
}

export function refuse(problem: ScheduleProblem): ParsedRules {
  return { ok: false, problem };
}

/** The words of a text. */
export function words(text: string): Token[] {
  return [...text.matchAll(/\S+/g)].map((match) => ({ text: match[0], start: match.index }));
}
