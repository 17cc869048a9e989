import { dayOf, daysFrom, instantOf, minutesOfDay } from "./calendar.ts";
import { always } from "./field.ts";
import type { Schedule } from "./schedule.ts";

/** The first `count` instants after another (not at it), on a clock that shows UTC; ms since 1970-01-01T00:00Z. */
export function nextInstants(schedule: Schedule, fromEpochMs: number, count: number): number[] {
  const minutes = minutesOfDay(schedule);
  const instants: number[] = [];
  for (const day of daysFrom(schedule, dayOf(fromEpochMs))) {
    if (instants.length >= count) break;
    const today = minutes.map((minute) => instantOf(day, minute));
    instants.push(...today.filter((instant) => instant > fromEpochMs));
  }
  return instants.slice(0, count);
}

/**
 * The longest time between two instants of a schedule that follow each other, in seconds, changes of the clocks left
 * aside. Exact: 29 February is 8 years away when a century year is no leap year.
 */
export function longestGap(schedule: Schedule): number {
  const minutes = minutesOfDay(schedule);
  const first = minutes.at(0) ?? 0;
  const last = minutes.at(-1) ?? 0;
  const overnight = longestDayGap(schedule) * 1440 - (last - first);
  return 60 * Math.max(overnight, longestStep(minutes));
}

/** The largest difference of two neighbours; 0 without neighbours. */
function longestStep(ascending: Iterable<number>): number {
  let longest = 0;
  let before: number | undefined;
  for (const value of ascending) {
    longest = Math.max(longest, value - (before ?? value));
    before = value;
  }
  return longest;
}

/**
 * Days from one day with a run to the next, at most. Where only weekdays matter, two weeks show them all. Else, two years
 * that follow each other are alike when both begin on the same weekdays and have the same lengths: 28 years hold all such
 * pairs, and 2096 to 2104 the century without 29 February.
 */
function longestDayGap(schedule: Schedule): number {
  const onlyWeekdays = (["daysOfMonth", "months"] as const).every(
    (key) => schedule[key].length === always[key].length,
  );
  const end = onlyWeekdays ? Date.UTC(2060, 0, 15) : Date.UTC(2110);
  return longestStep(daysBetween(schedule, Date.UTC(2060), end));
}

function* daysBetween(schedule: Schedule, from: number, to: number): Generator<number, void> {
  for (const day of daysFrom(schedule, dayOf(from))) {
    if (day >= dayOf(to)) return;
    yield day;
  }
}
