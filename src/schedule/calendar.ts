import type { Rule } from "./schedule.ts";

const msPerDay = 86_400_000;

/** The day of an instant (ms since 1970-01-01T00:00Z), counted from 1970-01-01, in UTC. */
export function dayOf(epochMs: number): number {
  return Math.floor(epochMs / msPerDay);
}

/** The instant at a minute (0-1439) of a day. */
export function instantOf(day: number, minuteOfDay: number): number {
  return day * msPerDay + minuteOfDay * 60_000;
}

/** The minutes of a day (0-1439) at which a rule comes, ascending. */
export function minutesOfDay(rule: Rule): number[] {
  return rule.hours.flatMap((hour) => rule.minutes.map((minute) => hour * 60 + minute));
}

/** The days on which a rule comes, from a day on and without end, in the Gregorian calendar. */
export function* daysFrom(rule: Rule, firstDay: number): Generator<number, never> {
  const months = new Set(rule.months);
  const start = new Date(instantOf(firstDay, 0));
  let year = start.getUTCFullYear();
  let month = start.getUTCMonth() + 1;
  let day = firstDay;
  let dayOfMonth = start.getUTCDate();
  const comesOn = dayTest(rule);
  for (;;) {
    const length = daysInMonth(year, month);
    if (months.has(month)) {
      for (; dayOfMonth <= length; dayOfMonth++, day++) {
        if (comesOn(dayOfMonth, length, weekdayOf(day))) yield day;
      }
    } else day += length - dayOfMonth + 1;
    dayOfMonth = 1;
    if (month === 12) year++;
    month = (month % 12) + 1;
  }
}

/** Whether a rule comes on a day of one of its months, given its date, the length of the month, and the weekday. */
function dayTest(rule: Rule): (dayOfMonth: number, length: number, weekday: number) => boolean {
  const dates = new Set(rule.daysOfMonth);
  const fromEnd = new Set(rule.daysFromEnd);
  const weekdays = new Set(rule.daysOfWeek);
  return (dayOfMonth, length, weekday) => {
    const date = fromEnd.size > 0 ? fromEnd.has(length - dayOfMonth + 1) : dates.has(dayOfMonth);
    return date && weekdays.has(weekday);
  };
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** How many days the longest of some months (1-12) can have. */
export function longestMonth(months: readonly number[]): number {
  return Math.max(...months.map((month) => daysInMonth(2000, month)));
}
