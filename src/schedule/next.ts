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
  const overnight = Math.max(...dayGaps(schedule)) * 1440 - minutesInUse(schedule);
  return 60 * Math.max(overnight, ...steps(minutesOfDay(schedule)));
}

/** The shortest time between two such instants, likewise. */
export function shortestGap(schedule: Schedule): number {
  const overnight = Math.min(...dayGaps(schedule)) * 1440 - minutesInUse(schedule);
  return 60 * Math.min(overnight, ...steps(minutesOfDay(schedule)));
}

/** Minutes from the first instant of a day to its last. */
function minutesInUse(schedule: Schedule): number {
  const minutes = minutesOfDay(schedule);
  return (minutes.at(-1) ?? 0) - (minutes.at(0) ?? 0);
}

/** The differences of neighbours. */
function* steps(ascending: Iterable<number>): Generator<number, void> {
  let before: number | undefined;
  for (const value of ascending) {
    if (before !== undefined) yield value - before;
    before = value;
  }
}

/**
 * Days from a day with a run to the next, each number that there is. Where only weekdays matter, two weeks show them all.
 * Else, two years that follow each other are alike when both begin on the same weekdays and have the same lengths: 28 years
 * hold all such pairs, and 2096 to 2104 the century without 29 February.
 */
function dayGaps(schedule: Schedule): Iterable<number> {
  const onlyWeekdays = (["daysOfMonth", "months"] as const).every(
    (key) => schedule[key].length === always[key].length,
  );
  const end = onlyWeekdays ? Date.UTC(2060, 0, 15) : Date.UTC(2110);
  return new Set(steps(daysBetween(schedule, Date.UTC(2060), end)));
}

function* daysBetween(schedule: Schedule, from: number, to: number): Generator<number, void> {
  for (const day of daysFrom(schedule, dayOf(from))) {
    if (day >= dayOf(to)) return;
    yield day;
  }
}
