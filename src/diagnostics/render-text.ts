import type { Span } from "../source/span.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { displayWidth, expandTabs } from "./display.ts";
import { count, harmless } from "./words.ts";

export interface TextOptions {
  /** Escape sequences for colours (ECMA-48), for a terminal. */
  readonly colour?: boolean;
}

type Style = "error" | "warning" | "note" | "quiet" | "plain";

const sgr: Readonly<Record<Style, string>> = {
  error: "1;31",
  warning: "1;33",
  note: "1;36",
  quiet: "34",
  plain: "1",
};

/** All diagnostics for a person, and a last line that counts them; the empty text when there are none. */
export function renderText(diagnostics: readonly Diagnostic[], options: TextOptions = {}): string {
  if (diagnostics.length === 0) return "";
  const paint = (style: Style, text: string) =>
    options.colour ? `\x1b[${sgr[style]}m${text}\x1b[0m` : text;
  const blocks = diagnostics.map((diagnostic) => renderOne(diagnostic, paint));
  return `${blocks.join("\n")}\n${summary(diagnostics)}\n`;
}

/** `2 errors, 1 warning`. */
function summary(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  return [
    ...(errors > 0 ? [count(errors, "error")] : []),
    ...(warnings > 0 ? [count(warnings, "warning")] : []),
  ].join(", ");
}

type Paint = (style: Style, text: string) => string;

function renderOne(diagnostic: Diagnostic, paint: Paint): string {
  const { code, severity, message, span, help, related } = diagnostic;
  const places = [span, ...related.map((place) => place.span)].filter(
    (place) => place !== undefined,
  );
  const widest = Math.max(
    0,
    ...places.map(({ file, start }) => `${file.positionAt(start).line}`.length),
  );
  const lines = [
    `${place(span)}${paint(severity, `${severity}:`)} ${paint("plain", message)} [${code}]`,
    ...(span ? excerpt(span, widest, severity, paint) : []),
    ...related.flatMap((other) => [
      `${place(other.span)}${paint("note", "note:")} ${other.message}`,
      ...excerpt(other.span, widest, "note", paint),
    ]),
  ];
  if (help !== undefined) lines.push(`${" ".repeat(widest)} ${paint("quiet", "=")} help: ${help}`);
  return `${lines.join("\n")}\n`;
}

function place(span: Span | undefined): string {
  if (!span) return "";
  const { line, column } = span.file.positionAt(span.start);
  return `${span.file.path}:${line}:${column}: `;
}

/** How many characters of a line are shown, and of those before the mark: a file on one line would fill the terminal. */
const longestExcerpt = 240;
const longestBefore = 120;

/** The line of the spec, and carets below what is meant; of a span over several lines, the first. */
function excerpt(span: Span, widest: number, style: Style, paint: Paint): string[] {
  const start = span.file.positionAt(span.start);
  const end = span.file.positionAt(span.end);
  const line = [...span.file.shownLine(start.line)];
  const mark = start.column - 1;
  const from = line.length > longestExcerpt ? Math.max(0, mark - longestBefore) : 0;
  const to = Math.min(line.length, from + longestExcerpt);
  const text = (first: number, last: number) => line.slice(first, last).join("");
  const cutBefore = from > 0 ? "…" : "";
  const shown = `${cutBefore}${text(from, to)}${to < line.length ? "…" : ""}`;
  const indent = displayWidth(cutBefore + text(from, mark), 0);
  const meant =
    end.line === start.line ? text(mark, Math.min(end.column - 1, to)) : text(mark, to).trimEnd();
  const width = Math.max(1, displayWidth(meant, indent));
  const gutter = (label: string) => paint("quiet", `${label.padStart(widest)} |`);
  return [
    gutter(""),
    `${gutter(`${start.line}`)} ${expandTabs(harmless(shown))}`.trimEnd(),
    `${gutter("")} ${" ".repeat(indent)}${paint(style, "^".repeat(width))}`,
  ];
}
