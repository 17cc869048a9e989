import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Reporter } from "../diagnostics/reporter.ts";
import type { Located } from "../source/located.ts";
import { placeWithin } from "../source/places.ts";

/** What became of a text: a value, or what is wrong with it. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

export interface Problem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly help?: string | undefined;
  /** Where in the text, in UTF-16 units, `end` exclusive; the whole text when absent. */
  readonly at?: { readonly start: number; readonly end: number };
}

export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function refused(
  code: DiagnosticCode,
  message: string,
  help?: string,
  at?: Problem["at"],
): Parsed<never> {
  return { ok: false, problem: { code, message, help, ...(at && { at }) } };
}

/** The value; or undefined, and the problem is reported where the text was written. */
export function take<T>(
  result: Parsed<T>,
  written: Located<unknown>,
  reporter: Reporter,
): T | undefined {
  if (result.ok) return result.value;
  const { code, message, help, at } = result.problem;
  reporter.report(code, message, {
    span: at && isText(written) ? placeWithin(written, at.start, at.end) : written.span,
    ...(help !== undefined && { help }),
  });
  return undefined;
}

function isText(written: Located<unknown>): written is Located<string> {
  return typeof written.value === "string";
}
