import type { Diagnostic } from "./diagnostic.ts";
import { rangeOf } from "./range.ts";

/** All diagnostics as one JSON object in one line; what a diagnostic does not have is null. */
export function renderJson(diagnostics: readonly Diagnostic[]): string {
  const nowhere = { file: null, line: null, column: null, endLine: null, endColumn: null };
  return `${JSON.stringify({
    diagnostics: diagnostics.map(({ code, severity, message, span, help }) => ({
      code,
      severity,
      message,
      ...(span ? rangeOf(span) : nowhere),
      help: help ?? null,
    })),
  })}\n`;
}
