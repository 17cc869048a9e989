import { long, seed } from "./figures.ts";

/** The zones of the proof: the usual change of the clocks in both hemispheres, one by half an hour, and none. */
export const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"] as const;

/** The short form takes some of them, others each time. */
export function someZones(count: number): readonly (typeof zones)[number][] {
  return long ? zones : zones.filter((_, i) => (i + seed) % zones.length < count);
}

const minute = 60_000;
const hour = 3_600_000;
const day = 24 * hour;

/** From an instant (ms since 1970) up to another. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The year of the proof, a leap year. */
export const year: Span = { from: Date.UTC(2028, 0, 1), to: Date.UTC(2029, 0, 1) };

/** A zone's clock in that year, told from the dates that it shows. Walls are what it shows, in ms, read as if it were UTC. */
export interface Clock {
  readonly zone: string;
  /** The instants at which it is changed. */
  readonly changes: readonly number[];
  /** What it shows at an instant. */
  wallAt(epochMs: number): number;
  /** The instants at which it shows a wall: none in a gap, two in a repeated hour. */
  instantsOf(wallMs: number): readonly number[];
  /** The instant right after the gap that a wall falls into. */
  afterGap(wallMs: number): number;
}

export function clockOf(zone: string): Clock {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  // Where an offset begins, and how much it is.
  const eras: { readonly start: number; readonly offset: number }[] = [];
  for (let at = year.from - 2 * day; at < year.to + 2 * day; at += 15 * minute) {
    const offset = Date.parse(`${format.format(at).replace(" ", "T")}Z`) - at;
    if (offset !== eras.at(-1)?.offset) eras.push({ start: at, offset });
  }
  const offsetAt = (epochMs: number) =>
    eras.findLast(({ start }) => start <= epochMs)?.offset ?? Number.NaN;
  const wallAt = (epochMs: number) => epochMs + offsetAt(epochMs);
  const offsets = [...new Set(eras.map(({ offset }) => offset))];
  return {
    zone,
    changes: eras.slice(1).map(({ start }) => start),
    wallAt,
    instantsOf: (wallMs) =>
      offsets
        .map((offset) => wallMs - offset)
        .filter((at) => wallAt(at) === wallMs)
        .sort((a, b) => a - b),
    afterGap: (wallMs) =>
      eras.find(({ start, offset }) => start + offset > wallMs)?.start ?? Number.NaN,
  };
}

/** The days before and after each change of the clocks, or where there is none, of Berlin's; and the end of February. */
export function daysThatMatter(clock: Clock): Span[] {
  const { changes } = clock.changes.length > 0 ? clock : clockOf("Europe/Berlin");
  return [Date.UTC(2028, 1, 29), ...changes].map((at) => {
    const midnight = Math.floor(at / day) * day;
    return { from: midnight - 2 * day, to: midnight + 3 * day };
  });
}

/** The days of those changes, as `DAY MONTH`. */
export function daysOfChange(clock: Clock): string[] {
  return daysThatMatter(clock)
    .slice(1)
    .map(({ from }) => {
      const date = new Date(clock.wallAt(from + 2.5 * day));
      return `${date.getUTCDate()} ${date.getUTCMonth() + 1}`;
    });
}

/** The hours around each change of the clocks, or where there is none, of Berlin's. */
export function hoursOfChange(clock: Clock): Span[] {
  const { changes } = clock.changes.length > 0 ? clock : clockOf("Europe/Berlin");
  return changes.map((at) => ({ from: at - 4 * hour, to: at + 5 * hour }));
}
