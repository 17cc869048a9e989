import type { Span } from "../source/span.ts";
import { codes, type DiagnosticCode } from "./codes.ts";
import type { Diagnostic, RelatedPlace } from "./diagnostic.ts";

export interface Details {
  readonly span?: Span;
  readonly help?: string;
  readonly related?: readonly RelatedPlace[];
}

/** Collects what the phases have to say. A phase reports and goes on; it never throws for the user's mistake. */
export class Reporter {
  readonly #diagnostics: Diagnostic[] = [];
  readonly #told = new Set<string>();

  report(code: DiagnosticCode, message: string, details: Details = {}): void {
    // What jobs and hosts share is looked at once for each of them; what is wrong with it is told once.
    const key = JSON.stringify([code, message, details.span?.file.path, details.span?.start]);
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#diagnostics.push({
      code,
      severity: codes[code].severity,
      message,
      related: details.related ?? [],
      ...(details.span && { span: details.span }),
      ...(details.help !== undefined && { help: details.help }),
    });
  }

  get hasErrors(): boolean {
    return this.#diagnostics.some((diagnostic) => diagnostic.severity === "error");
  }

  /** All that was reported, in the order of the text; what has no place comes first. */
  get diagnostics(): readonly Diagnostic[] {
    return [...this.#diagnostics].sort(
      (a, b) => (a.span?.start ?? -1) - (b.span?.start ?? -1) || a.code.localeCompare(b.code, "en"),
    );
  }
}
