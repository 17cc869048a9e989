import type { Span } from "../source/span.ts";

/** Where a span begins and ends: lines and columns (in code points) from 1, the end exclusive. */
export interface Range {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The range of a span in its file. */
export function rangeOf({ file, start, end }: Span): Range {
  const from = file.positionAt(start);
  const to = file.positionAt(end);
  return {
    file: file.path,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
  };
}
