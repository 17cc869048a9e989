import type { Span } from "./span.ts";
import type { SpecPath } from "./spec-path.ts";

/** A value of the spec, and where it was written. */
export interface Located<T> {
  readonly value: T;
  readonly span: Span;
  readonly path: SpecPath;
}
