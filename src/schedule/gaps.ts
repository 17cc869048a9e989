import { dayOf, daysFrom, minutesOfDay } from "./calendar.ts";
import { fields, isFull, restrictsDates, restrictsWeekdays } from "./field.ts";
import type { Rule, Schedule } from "./schedule.ts";

/**
 * The longest time between two instants of a schedule that follow each other, in seconds, changes of the clocks and
 * differences between time zones left aside. Exact: 29 February is 8 years away when a century year is no leap year.
 */
export function longestGap(schedule: Schedule): number {
  return 60 * Math.max(...gaps(schedule));
}

/** The shortest time between two such instants, likewise. */
export function shortestGap(schedule: Schedule): number {
  return 60 * Math.min(...gaps(schedule));
}

/** The times between neighbours, in minutes, each that there is. */
function gaps(schedule: Schedule): Set<number> {
  const found = new Set<number>();
  const times = new Map<string, readonly number[]>();
  let before: number | undefined;
  for (const [day, rules] of days(schedule)) {
    const key = rules.join();
    const known = times.get(key);
    const today = known ?? minutesOf(rules.flatMap((i) => schedule.rules[i] ?? []));
    if (!known) {
      times.set(key, today);
      for (const gap of steps(today)) found.add(gap);
    }
    const first = day * 1440 + (today[0] ?? 0);
    if (before !== undefined) found.add(first - before);
    before = day * 1440 + (today.at(-1) ?? 0);
  }
  return found;
}

function minutesOf(rules: readonly Rule[]): number[] {
  return [...new Set(rules.flatMap(minutesOfDay))].sort((a, b) => a - b);
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
 * Days with a run, each with the indices of the rules that come on it. Where only weekdays matter, two weeks show all
 * gaps. Where only dates do, two years that follow each other are alike when both begin on the same weekdays and have the
 * same lengths: 28 years hold all such pairs, and 2096 to 2104 the century without 29 February. Else the calendar's whole
 * cycle is 400 years.
 */
function days({ rules }: Schedule): [day: number, rules: number[]][] {
  const end = Math.max(...rules.map(enough));
  const found = new Map<number, number[]>();
  for (const [i, rule] of rules.entries()) {
    for (const day of daysFrom(rule, dayOf(Date.UTC(2060)))) {
      if (day >= dayOf(end)) break;
      const others = found.get(day);
      if (others) others.push(i);
      else found.set(day, [i]);
    }
  }
  return [...found].sort(([a], [b]) => a - b);
}

function enough(rule: Rule): number {
  if (restrictsDates(rule) && restrictsWeekdays(rule)) return Date.UTC(2501);
  const everyMonth = isFull(fields.months, rule.months);
  return everyMonth && !restrictsDates(rule) ? Date.UTC(2060, 0, 15) : Date.UTC(2110);
}
