import { Sealed } from "../text/sealed.ts";
import { visible } from "../text/visible.ts";

/** What people read: the value of `Description=`. */
export type UnitText = Sealed<"systemd text">;

/** A value without anything to quote: a constant, a user, a calendar expression. */
export type PlainValue = Sealed<"systemd plain value">;

/**
 * A text for people, on one line; what could end the line, or hide in it, is shown as `\u{HEX}`. A space keeps a
 * backslash at the end from joining the next line (systemd.syntax(7)); systemd drops it again.
 */
export function description(text: string): UnitText {
  return new Sealed("systemd text", visible(text).replaceAll("%", "%%").replace(/\\$/, "\\ "));
}

/**
 * A value in which systemd finds nothing to expand, unquote or join.
 *
 * @throws on characters other than letters, digits, single spaces and `_.,:*~@/+-`
 */
export function plain(text: string): PlainValue {
  if (!/^[A-Za-z0-9_.,:*~@/+-]+( [A-Za-z0-9_.,:*~@/+-]+)*$/.test(text)) {
    throw new Error(`${JSON.stringify(text)} is not plain in a unit`);
  }
  return new Sealed("systemd plain value", text);
}
