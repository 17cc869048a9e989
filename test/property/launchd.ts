import type { CalendarEntry } from "../../src/schedule/to-launchd.ts";
import type { Zone } from "../../src/schedule/zone.ts";

const minute = 60_000;

/** What launchd makes of its calendar where a clock is changed. */
export type Calendar =
  /** It starts a job whenever the clock shows a time of its. */
  | "shown"
  /** As in launchd-842, where mktime(3) moves a time that is skipped on, and takes the first of two. */
  | "computed, later"
  /** As in launchd-842, where mktime(3) moves a time that is skipped back, and takes the second of two. */
  | "computed, earlier"
  /** It starts nothing. */
  | "lost";

export const calendars: readonly Calendar[] = [
  "shown",
  "computed, later",
  "computed, earlier",
  "lost",
];

/** When launchd starts a job for the entries of its calendar, between two instants, ms; in any order. */
export function starts(
  calendar: Calendar,
  entries: readonly CalendarEntry[],
  from: number,
  to: number,
  zone: Zone,
): Set<number> {
  const found = new Set<number>();
  if (calendar === "lost") return found;
  if (calendar === "shown") {
    for (let at = from; at <= to; at += minute) {
      const wall = wallOf(at, zone);
      if (entries.some((entry) => isShown(entry, wall))) found.add(at);
    }
    return found;
  }
  const clock = { zone, later: calendar === "computed, later" };
  for (const entry of entries) {
    for (let at = from - minute; ; found.add(at)) {
      // What is reckoned to be over already comes at once.
      at = Math.max(next(entry, at, clock), at + minute);
      if (at > to) break;
    }
  }
  return found;
}

/** Any dictionary of launchd.plist(5), with the rule for two kinds of days, which Holdfast never needs. */
function isShown(entry: CalendarEntry, wall: Wall): boolean {
  const holds = (wanted: number | undefined, value: number) =>
    wanted === undefined || wanted === value;
  // Most are told by the minute.
  if (!holds(entry.Minute, wall.minute) || !holds(entry.Hour, wall.hour)) return false;
  const weekday = new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay();
  const byDay = holds(entry.Day, wall.day);
  const byWeekday = holds(entry.Weekday, weekday);
  const either = entry.Day !== undefined && entry.Weekday !== undefined;
  return holds(entry.Month, wall.month) && (either ? byDay || byWeekday : byDay && byWeekday);
}

interface Wall {
  readonly year: number;
  /** 1-12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

function wallOf(at: number, zone: Zone): Wall {
  const date = new Date(at + zone.offsetAt(at));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  };
}

interface Clock {
  readonly zone: Zone;
  readonly later: boolean;
}

/** mktime(3), which takes an hour 25, or 31 April, for what comes after, and is not told of summer time. */
function instantOf({ year, month, day, hour, minute: min }: Wall, { zone, later }: Clock): number {
  const wall = Date.UTC(year, month - 1, day, hour, min);
  const day_ms = 86_400_000;
  const [before, after] = [zone.offsetAt(wall - day_ms), zone.offsetAt(wall + day_ms)];
  // In a gap, the offset before leads to a later time; of two, to the first.
  const [one, other] = later ? [before, after] : [after, before];
  return wall - one + zone.offsetAt(wall - one) === wall ||
    wall - other + zone.offsetAt(wall - other) !== wall
    ? wall - one
    : wall - other;
}

/**
 * The next time of an entry, as launchd-842 reckons: it tries each part of the time, from the year down, at the present
 * value first; a part that is open is counted up from there, and what is smaller starts anew; when mktime(3) then shows
 * another value than was counted to, it gives that part up, as if the larger one were at its end. Months are of no
 * interest beside weekdays.
 */
function next(entry: CalendarEntry, now: number, clock: Clock): number {
  const first = wallOf(now, clock.zone);
  let wall: Wall = { ...first, minute: first.minute + 1 };
  if (entry.Weekday !== undefined) {
    for (;;) {
      const weekday = new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay();
      const found = weekday === entry.Weekday ? atHour(entry, wall, clock) : undefined;
      if (found) return instantOf(found, clock);
      wall = shown({ ...wall, day: wall.day + 1, hour: 0, minute: 0 }, clock);
    }
  }
  for (;;) {
    const found = inMonth(entry, wall, clock);
    if (found) return instantOf(found, clock);
    wall = shown({ year: wall.year + 1, month: 1, day: 1, hour: 0, minute: 0 }, clock);
  }
}

type Search = (entry: CalendarEntry, wall: Wall, clock: Clock) => Wall | undefined;

/** Looks for one part of a time, and within it for the smaller ones. */
function part(
  key: "Month" | "Day" | "Hour",
  field: "month" | "day" | "hour",
  within: Search,
  start: Partial<Wall>,
): Search {
  return (entry, wall, clock) => {
    const wanted = entry[key];
    if (wanted !== undefined) {
      if (wanted < wall[field]) return undefined;
      return within(
        entry,
        wanted > wall[field] ? { ...wall, ...start, [field]: wanted } : wall,
        clock,
      );
    }
    for (let tried = wall; ; ) {
      const found = within(entry, tried, clock);
      if (found) return found;
      const counted = { ...tried, ...start, [field]: tried[field] + 1 };
      tried = shown(counted, clock);
      if (tried[field] !== counted[field]) return undefined;
    }
  };
}

const atMinute: Search = ({ Minute }, wall) =>
  Minute < wall.minute ? undefined : { ...wall, minute: Minute };
const atHour = part("Hour", "hour", atMinute, { minute: 0 });
const onDay = part("Day", "day", atHour, { hour: 0, minute: 0 });
const inMonth = part("Month", "month", onDay, { day: 1, hour: 0, minute: 0 });

function shown(wall: Wall, clock: Clock): Wall {
  return wallOf(instantOf(wall, clock), clock.zone);
}
