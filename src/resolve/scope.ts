import type { Reporter } from "../diagnostics/reporter.ts";
import type { ShellParser } from "../shell-syntax/parser.ts";
import type { Located } from "../source/located.ts";
import type { Spec } from "../spec/spec.ts";
import { fill, type Variables } from "./fill.ts";
import { type Parsed, take } from "./parsed.ts";
import { parsePath } from "./paths.ts";

/** Where a job's values are resolved: on which host, for whom, and who is told what is wrong. */
export interface Scope {
  readonly spec: Spec;
  readonly reporter: Reporter;
  readonly home: string;
  readonly variables: Variables;
  readonly parseShell: ShellParser;
}

/** The value of a text, or undefined and a report where it was written. */
export function read<T>(
  written: Located<string>,
  parse: (text: string) => Parsed<T>,
  scope: Scope,
): T | undefined {
  return take(parse(written.value), written, scope.reporter);
}

/** The same for a text in which variables are filled in; places in it are then the user's only if it had none. */
export function readFilled<T>(
  written: Located<string>,
  parse: (text: string) => Parsed<T>,
  scope: Scope,
): T | undefined {
  const filled = read(written, (text) => fill(text, scope.variables), scope);
  if (filled === undefined) return undefined;
  const result = parse(filled);
  if (result.ok || filled === written.value) return take(result, written, scope.reporter);
  const { at: _, ...problem } = result.problem;
  return take({ ok: false, problem }, written, scope.reporter);
}

export function readPath(written: Located<string>, scope: Scope): string | undefined {
  return read(written, (text) => parsePath(text, scope.home), scope);
}
