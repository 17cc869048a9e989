import type { SourceFile } from "./source-file.ts";

/** A stretch of a source text: offsets in UTF-16 units, `end` exclusive. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}
