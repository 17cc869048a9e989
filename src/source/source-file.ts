/** A place in a text: offset in UTF-16 units from 0, line and column (in code points) from 1. */
export interface Position {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

import { type Stretch, secretStretches } from "./mask.ts";

/** One text that was read, and where its lines begin. Knows nothing of what the text means. */
export class SourceFile {
  readonly #lineStarts: number[] = [0];
  readonly #masked: Stretch[] = [];
  #secrets: readonly Stretch[] | undefined;

  /**
   * @param path the name to show to the user, as the user wrote it; `<stdin>` for standard input
   */
  constructor(
    readonly path: string,
    readonly text: string,
  ) {
    for (let i = text.indexOf("\n"); i !== -1; i = text.indexOf("\n", i + 1)) {
      this.#lineStarts.push(i + 1);
    }
  }

  /** A line (from 1) as it may be shown to anyone, without its line end: what is masked is asterisks. */
  shownLine(number: number): string {
    const start = this.#lineStarts[number - 1] ?? this.text.length;
    const end = (this.#lineStarts[number] ?? this.text.length + 1) - 1;
    return this.shownText(start, end).replace(/\r$/, "");
  }

  /** A stretch of the text as it may be shown to anyone: an asterisk for each character that is masked. */
  shownText(start: number, end: number): string {
    const hidden = this.#hiddenIn(start, end);
    let shown = "";
    let at = start;
    for (const character of this.text.slice(start, end)) {
      const masked = hidden.some(([from, to]) => from <= at && at < to);
      shown += masked && !/[\r\n]/.test(character) ? "*" : character;
      at += character.length;
    }
    return shown;
  }

  /**
   * Hides a stretch of the text from every diagnostic, those already reported included. For what stands where a secret
   * is expected; what looks like a secret wherever it stands is hidden without being asked (mask.ts).
   */
  mask(start: number, end: number): void {
    this.#masked.push([start, end]);
  }

  /** Whether any part of the stretch is hidden. */
  isMasked(start: number, end: number): boolean {
    return this.#hiddenIn(start, end).length > 0;
  }

  // Looking for secrets waits for the first diagnostic: a spec without mistakes does not pay for it.
  #hiddenIn(start: number, end: number): readonly Stretch[] {
    this.#secrets ??= secretStretches(this.text);
    return [...this.#secrets, ...this.#masked].filter(([from, to]) => from < end && start < to);
  }

  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    const before = this.text.slice(this.#lineStarts[low] ?? 0, at);
    return { offset: at, line: low + 1, column: [...before].length + 1 };
  }
}
