import { longestMonth } from "./calendar.ts";
import { always, fields, isElapsed, isFull, restrictsDates, restrictsWeekdays } from "./field.ts";
import type { Rule } from "./schedule.ts";

/** Rules of which a daemon keeps every one as it stands. */
export interface Candidates {
  readonly rules: readonly Rule[];
  /** Whether they hold more than what they stand for. */
  readonly more: boolean;
}

interface GapEnd {
  readonly time: readonly [hour: number, minute: number];
  /** The first minute of the hour that is skipped. */
  readonly from: number;
}

/**
 * The hours of the day in which clocks are put forward or back, and where those that are put forward come out: mostly an
 * hour on; half an hour on Lord Howe Island, two hours at Troll, from 02:45 to 03:45 on the Chatham Islands, and from
 * 22:00, when it is midnight in Santiago, on Easter Island (time zone database 2026a). What the Chatham Islands skip after
 * 03:00 waits for 04:00 there, for the sake of everybody else's crontab.
 */
const gapEnds: ReadonlyMap<number, readonly GapEnd[]> = new Map([
  [21, []],
  [22, [{ time: [23, 0], from: 0 }]],
  [23, [{ time: [0, 0], from: 0 }]],
  [0, [{ time: [1, 0], from: 0 }]],
  [
    1,
    [
      { time: [2, 0], from: 0 },
      { time: [3, 0], from: 0 },
    ],
  ],
  [
    2,
    [
      { time: [2, 30], from: 0 },
      { time: [3, 0], from: 0 },
      { time: [3, 45], from: 45 },
    ],
  ],
  [3, [{ time: [4, 0], from: 0 }]],
]);

/** Whether a clock that is put forward or back may show a time of a rule twice, or never. */
export function meetsChanges(rule: Rule): boolean {
  return !isElapsed(rule) && rule.hours.some((hour) => gapEnds.has(hour));
}

/** How many times a day rules have while clocks may be changed. */
export function timesNearChanges(rules: readonly Rule[]): number {
  const near = rules.filter(meetsChanges).map(({ hours, minutes }) => {
    return hours.filter((hour) => gapEnds.has(hour)).length * minutes.length;
  });
  return near.reduce((sum, times) => sum + times, 0);
}

/** The times at which a gap may end that one of a rule's times falls into, but for those that are the rule's own. */
export function afterGaps(rule: Rule): Rule[] {
  const ends = new Map<string, Rule>();
  for (const hour of rule.hours) {
    for (const { time, from } of gapEnds.get(hour) ?? []) {
      const [endHour, minute] = time;
      const skipped = rule.minutes.some(
        (some) => some >= from && (endHour !== hour || some < minute),
      );
      const nextDay = endHour < hour;
      const own = !nextDay && rule.hours.includes(endHour) && rule.minutes.includes(minute);
      if (own || !skipped) continue;
      const key = `${nextDay} ${minute}`;
      const hours = [...(ends.get(key)?.hours ?? []), endHour];
      const days = nextDay ? { ...always, timezone: rule.timezone } : rule;
      ends.set(key, { ...days, minutes: [minute], hours: sorted(hours) });
    }
  }
  return [...ends.values()];
}

/**
 * Every quarter-hour that a rule's minutes could be at by another clock: all clocks differ by whole quarters (time zone
 * database 2026a). The end of a gap is at a quarter of its own.
 */
export function quarterHours(rule: Rule): Rule {
  const minutes = rule.minutes.flatMap((minute) => quarters(minute));
  return {
    ...always,
    minutes: sorted(meetsChanges(rule) ? [...minutes, ...quarters(0)] : minutes),
  };
}

function quarters(minute: number): number[] {
  return [0, 15, 30, 45].map((quarter) => (minute + quarter) % 60);
}

/** A rule that restricts one day field at most, and has no days from the end: what one line of every crontab can say. */
export function oneDayField(rule: Rule): Candidates {
  const { daysFromEnd, daysOfMonth, daysOfWeek } = rule;
  if (daysFromEnd.length > 0) {
    // A month has 28 to 31 days.
    const dates = daysFromEnd.flatMap((day) => [29, 30, 31, 32].map((end) => end - day));
    const possible = sorted(dates.filter((date) => date >= 1));
    return oneDayFieldOf({ ...rule, daysFromEnd: [], daysOfMonth: possible });
  }
  if (!restrictsDates(rule) || !restrictsWeekdays(rule)) return { rules: [rule], more: false };
  const fewerDates = daysOfMonth.length * 7 < daysOfWeek.length * 31;
  const open = fewerDates ? { daysOfWeek: always.daysOfWeek } : { daysOfMonth: always.daysOfMonth };
  return { rules: [{ ...rule, ...open }], more: true };
}

/**
 * The same days without any that are counted from the end of the month. February has two lengths, and so a day too many.
 */
export function byLengthOfMonth(rule: Rule): Rule[] {
  if (rule.daysFromEnd.length === 0) return [rule];
  return [[28, 29], [30], [31]].flatMap((lengths) => {
    const months = rule.months.filter((month) => longestMonth([month]) === lengths.at(-1));
    const dates = rule.daysFromEnd.flatMap((day) => lengths.map((length) => length + 1 - day));
    return months.length > 0
      ? [{ ...rule, months, daysFromEnd: [], daysOfMonth: sorted(dates) }]
      : [];
  });
}

function oneDayFieldOf(rule: Rule): Candidates {
  return { rules: oneDayField(rule).rules, more: true };
}

/** Whether two rules have a time of day in common, so that both may come at one instant. */
export function mayCoincide(rules: readonly Rule[]): boolean {
  return rules.some((rule, i) => rules.slice(i + 1).some((other) => haveTimeInCommon(rule, other)));
}

function haveTimeInCommon(one: Rule, other: Rule): boolean {
  return (
    one.minutes.some((minute) => other.minutes.includes(minute)) &&
    one.hours.some((hour) => other.hours.includes(hour))
  );
}

/** Whether a rule is the same by every clock. */
export function isSameEverywhere(rule: Rule): boolean {
  return (
    isElapsed(rule) &&
    isFull(fields.months, rule.months) &&
    !restrictsDates(rule) &&
    !restrictsWeekdays(rule) &&
    quarterHours(rule).minutes.length === rule.minutes.length
  );
}

function sorted(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
