const msPerDay = 86_400_000;
const quarterHour = 900_000;

/** A clock on the wall: how it stands to UTC at any instant. */
export interface Zone {
  /** Milliseconds to add to UTC for what the clock shows. */
  offsetAt(epochMs: number): number;
}

export const utc: Zone = { offsetAt: () => 0 };

/**
 * A zone of the time zone database, as this machine's Node knows it: for showing instants, never for what is compiled.
 *
 * @throws RangeError when there is no zone of that name
 */
export function zoneNamed(name: string): Zone {
  if (name === "UTC") return utc;
  const format = new Intl.DateTimeFormat("en-u-hc-h23", {
    timeZone: name,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const known = new Map<number, number>();
  return {
    offsetAt(epochMs) {
      // Every change of every clock since 1972 came at a quarter of an hour of UTC.
      const quarter = Math.floor(epochMs / quarterHour);
      let offset = known.get(quarter);
      if (offset === undefined) {
        offset = wallAt(format, quarter * quarterHour) - quarter * quarterHour;
        known.set(quarter, offset);
      }
      return offset;
    },
  };
}

function wallAt(format: Intl.DateTimeFormat, epochMs: number): number {
  const parts = new Map(
    format.formatToParts(epochMs).map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
}

/**
 * The instants at which a clock shows a time, ascending: one; two, when the clock was put back over it; none, when it
 * was put forward over it.
 *
 * @param wallMs the time shown, written as if it were UTC
 */
export function instantsShowing(wallMs: number, zone: Zone): number[] {
  const [before, after] = offsetsAround(wallMs, zone);
  const candidates =
    before === after ? [before] : [Math.max(before, after), Math.min(before, after)];
  return candidates
    .map((offset) => wallMs - offset)
    .filter((at) => at + zone.offsetAt(at) === wallMs);
}

/** The first instant after the gap that a time falls into; only for a time that the clock never shows. */
export function endOfGap(wallMs: number, zone: Zone): number {
  const [before, after] = offsetsAround(wallMs, zone);
  let low = Math.floor((wallMs - after) / quarterHour);
  let high = Math.ceil((wallMs - before) / quarterHour);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offsetAt(middle * quarterHour) === before) low = middle;
    else high = middle;
  }
  return high * quarterHour;
}

/** No clock is changed twice within two days. */
function offsetsAround(wallMs: number, zone: Zone): readonly [before: number, after: number] {
  return [zone.offsetAt(wallMs - msPerDay), zone.offsetAt(wallMs + msPerDay)];
}
