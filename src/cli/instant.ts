import type { Zone } from "../schedule/zone.ts";

const WRITTEN = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?(Z|[+-]\d\d:\d\d)?$/i;
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/**
 * Reads a date, or date and time, of RFC 3339; UTC unless it says otherwise, midnight unless it has a time.
 *
 * @returns milliseconds since 1970-01-01T00:00Z; undefined for what is no such instant
 */
export function parseInstant(text: string): number | undefined {
  const [, date, time = "00:00", offset = "Z"] = WRITTEN.exec(text) ?? [];
  const local = Date.parse(`${date}T${time}Z`);
  // Date.parse takes 31 February for a day in March.
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(`${date}T${time}`))
    return undefined;
  const instant = Date.parse(`${date}T${time}${offset.toUpperCase()}`);
  return Number.isNaN(instant) ? undefined : instant;
}

/** `2026-01-06T03:05:00+00:00`, as a clock shows it. */
export function isoInstant(instant: number, clock: Zone): string {
  const shown = new Date(instant + clock.offsetAt(instant)).toISOString();
  return shown.replace(/\.\d+Z$/, offsetText(clock.offsetAt(instant)));
}

/** `Tue 2026-01-06 03:05 +00:00`, as a clock shows it. */
export function readableInstant(instant: number, clock: Zone): string {
  const date = new Date(instant + clock.offsetAt(instant));
  const [day, time] = date.toISOString().split("T");
  const offset = offsetText(clock.offsetAt(instant));
  return `${weekdays[date.getUTCDay()]} ${day} ${time?.slice(0, 5)} ${offset}`;
}

function offsetText(ms: number): string {
  const minutes = Math.abs(ms) / 60_000;
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  return `${ms < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}
