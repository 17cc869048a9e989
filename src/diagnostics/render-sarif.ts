import type { Span } from "../source/span.ts";
import { codes } from "./codes.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { rangeOf } from "./range.ts";

/** All diagnostics as a log in SARIF 2.1.0 (OASIS), for code scanning. */
export function renderSarif(diagnostics: readonly Diagnostic[]): string {
  const used = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "holdfast",
            rules: used.map((id) => ({
              id,
              shortDescription: { text: codes[id].title },
              fullDescription: { text: codes[id].text.replaceAll("\n", " ") },
              defaultConfiguration: { level: codes[id].severity },
            })),
          },
        },
        columnKind: "unicodeCodePoints",
        results: diagnostics.map(({ code, severity, message, span, help, related }) => ({
          ruleId: code,
          ruleIndex: used.indexOf(code),
          level: severity,
          message: { text: help === undefined ? message : `${message} (${help})` },
          ...(span && { locations: [location(span)] }),
          ...(related.length > 0 && {
            relatedLocations: related.map((place) => ({
              ...location(place.span),
              message: { text: place.message },
            })),
          }),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function location(span: Span) {
  const { file, line, column, endLine, endColumn } = rangeOf(span);
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/") },
      region: { startLine: line, startColumn: column, endLine, endColumn },
    },
  };
}
