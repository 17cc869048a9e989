import type { Diagnostic } from "./diagnostic.ts";
import { rangeOf } from "./range.ts";

/** All diagnostics as workflow commands of GitHub Actions, one line each. */
export function renderGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map(({ code, severity, message, span, help }) => {
      const properties: Record<string, string | number> = { title: code };
      if (span) {
        const { file, line, column, endLine, endColumn } = rangeOf(span);
        Object.assign(properties, { file, line, endLine, col: column });
        // Columns are for one line only; the last one is included.
        if (endLine === line) properties.endColumn = Math.max(column, endColumn - 1);
      }
      const written = Object.entries(properties).map(
        ([key, value]) => `${key}=${escapeProperty(`${value}`)}`,
      );
      const text = help === undefined ? message : `${message}\n${help}`;
      return `::${severity} ${written.join(",")}::${escapeData(text)}\n`;
    })
    .join("");
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
