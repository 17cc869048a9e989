import type { Severity } from "../diagnostic.ts";

/** What is known of one diagnostic code: its severity, and the page that `holdfast explain CODE` prints. */
export interface CodePage {
  readonly severity: Severity;
  /** One line: what the code is about. */
  readonly title: string;
  /** Why this is refused or warned of, and the way out. Paragraphs; a newline within one is a space. */
  readonly text: string;
  /** A whole spec that yields this code; a test runs it. */
  readonly example: string;
}

/** One part of the table of codes. */
export type CodePages = Readonly<Record<string, CodePage>>;
