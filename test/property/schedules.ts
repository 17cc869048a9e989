import fc from "fast-check";
import type { Field } from "../../src/schedule/field.ts";
import { fields, range } from "../../src/schedule/field.ts";
import type { Schedule } from "../../src/schedule/schedule.ts";

const longestMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function subset(field: Field, maxLength = field.max - field.min + 1): fc.Arbitrary<number[]> {
  const full = range(field.min, field.max);
  return fc.oneof(
    { arbitrary: fc.constant(full), weight: maxLength < full.length ? 0 : 1 },
    { arbitrary: fc.subarray(full, { minLength: 1, maxLength }), weight: 2 },
    { arbitrary: fc.constantFrom(...full).map((value) => [value]), weight: 2 },
  );
}

const days = fc
  .oneof(
    { arbitrary: fc.record({ months: subset(fields.months) }), weight: 1 },
    {
      arbitrary: fc.record({
        months: subset(fields.months),
        daysOfMonth: subset(fields.daysOfMonth),
      }),
      weight: 2,
    },
    {
      arbitrary: fc.record({
        months: subset(fields.months),
        daysOfWeek: subset(fields.daysOfWeek),
      }),
      weight: 2,
    },
  )
  .map((some) => ({
    daysOfMonth: range(1, 31),
    daysOfWeek: range(0, 6),
    ...some,
  }))
  .filter(({ daysOfMonth, months }) =>
    months.some((month) => daysOfMonth.some((day) => day <= (longestMonth[month - 1] ?? 0))),
  );

function withTimes(minutes: fc.Arbitrary<number[]>, hours: fc.Arbitrary<number[]>) {
  return fc
    .record({ minutes, hours, days })
    .map(({ days: some, ...times }): Schedule => ({ ...times, ...some }));
}

/** Any schedule that the language can say. */
export const anySchedule: fc.Arbitrary<Schedule> = withTimes(
  subset(fields.minutes),
  subset(fields.hours),
);

/** A schedule of a few runs a day at most, for daemons that start a process for each. */
export const quietSchedule: fc.Arbitrary<Schedule> = withTimes(
  subset(fields.minutes, 2),
  subset(fields.hours, 2),
);

/** Whether a schedule comes at a minute, told from the fields of the date alone. */
export function comesAt(schedule: Schedule, epochMs: number): boolean {
  const date = new Date(epochMs);
  return (
    schedule.minutes.includes(date.getUTCMinutes()) &&
    schedule.hours.includes(date.getUTCHours()) &&
    comesOn(schedule, epochMs)
  );
}

/** Whether a schedule comes on the day of an instant. */
export function comesOn(schedule: Schedule, epochMs: number): boolean {
  const date = new Date(epochMs);
  return (
    schedule.daysOfMonth.includes(date.getUTCDate()) &&
    schedule.months.includes(date.getUTCMonth() + 1) &&
    schedule.daysOfWeek.includes(date.getUTCDay())
  );
}
