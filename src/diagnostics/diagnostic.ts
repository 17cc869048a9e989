import type { Span } from "../source/span.ts";
import type { DiagnosticCode } from "./codes.ts";

export type Severity = "error" | "warning";

/** A second place that belongs to the story, such as the first definition of a duplicate. */
export interface RelatedPlace {
  readonly message: string;
  readonly span: Span;
}

/**
 * Something the user should know about the spec.
 *
 * Wording: lower case, no full stop, names in double quotes; first what was found, then what is allowed.
 */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  /** Absent only when there is no text to point at, as for a file that cannot be decoded. */
  readonly span?: Span;
  readonly related: readonly RelatedPlace[];
  /** The way out, in the same wording. */
  readonly help?: string;
}
