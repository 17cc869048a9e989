import type { Schedule } from "./schedule.ts";

const msPerDay = 86_400_000;

/** The day of an instant (ms since 1970-01-01T00:00Z), counted from 1970-01-01, in UTC. */
export function dayOf(epochMs: number): number {
  return Math.floor(epochMs / msPerDay);
}

/** The instant at a minute (0-1439) of a day. */
export function instantOf(day: number, minuteOfDay: number): number {
  return day * msPerDay + minuteOfDay * 60_000;
}

/** The minutes of a day (0-1439) at which a schedule comes, ascending. */
export function minutesOfDay(schedule: Schedule): number[] {
  return schedule.hours.flatMap((hour) => schedule.minutes.map((minute) => hour * 60 + minute));
}

/** The days on which a schedule comes, from a day on and without end, in the Gregorian calendar. */
export function* daysFrom(schedule: Schedule, firstDay: number): Generator<number, never> {
  const days = new Set(schedule.daysOfMonth);
  const months = new Set(schedule.months);
  const weekdays = new Set(schedule.daysOfWeek);
  const start = new Date(instantOf(firstDay, 0));
  let year = start.getUTCFullYear();
  let month = start.getUTCMonth() + 1;
  let day = firstDay;
  let dayOfMonth = start.getUTCDate();
  for (;;) {
    const length = daysInMonth(year, month);
    if (months.has(month)) {
      for (; dayOfMonth <= length; dayOfMonth++, day++) {
        if (days.has(dayOfMonth) && weekdays.has(weekdayOf(day))) yield day;
      }
    } else day += length - dayOfMonth + 1;
    dayOfMonth = 1;
    if (month === 12) year++;
    month = (month % 12) + 1;
  }
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
