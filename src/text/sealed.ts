/**
 * Text that is fit for one kind of place and for no other: a word of shell code, an argument of a systemd unit.
 *
 * Only the sinks (`src/shell`, `src/cron`, `src/systemd`) make and open these values, each from its own escaper. Joining
 * one with a string is the mistake that this class exists for, and as TypeScript allows `"" + object`, it throws.
 */
export class Sealed<Kind extends string> {
  /** Tells the kinds apart, for the compiler as well as in messages. */
  readonly kind: Kind;
  readonly #text: string;

  constructor(kind: Kind, text: string) {
    this.kind = kind;
    this.#text = text;
  }

  /** The text itself, for the sink that made it. */
  static open(sealed: Sealed<string>): string {
    return sealed.#text;
  }

  /** @throws always: sealed text is placed by its sink, never by joining strings */
  toString(): never {
    throw new Error(`a ${this.kind} was used as a string`);
  }
}
