import fc from "fast-check";
import { longestMonth } from "../../src/schedule/calendar.ts";
import type { Field } from "../../src/schedule/field.ts";
import { always, fields, range } from "../../src/schedule/field.ts";
import type { Rule, Schedule } from "../../src/schedule/schedule.ts";

function subset(field: Field, maxLength = field.max - field.min + 1): fc.Arbitrary<number[]> {
  const full = range(field.min, field.max);
  return fc.oneof(
    { arbitrary: fc.constant(full), weight: maxLength < full.length ? 0 : 1 },
    { arbitrary: fc.subarray(full, { minLength: 1, maxLength }), weight: 2 },
    { arbitrary: fc.constantFrom(...full).map((value) => [value]), weight: 2 },
  );
}

const days = fc
  .record({
    months: subset(fields.months),
    dates: fc.oneof(
      { arbitrary: fc.constant({}), weight: 3 },
      { arbitrary: subset(fields.daysOfMonth).map((daysOfMonth) => ({ daysOfMonth })), weight: 2 },
      {
        arbitrary: fc
          .subarray(range(1, 28), { minLength: 1 })
          .map((daysFromEnd) => ({ daysFromEnd })),
        weight: 1,
      },
    ),
    daysOfWeek: fc.oneof(fc.constant(always.daysOfWeek), subset(fields.daysOfWeek)),
  })
  .map(({ dates, ...some }) => ({ ...always, ...some, ...dates }))
  .filter(({ daysOfMonth, months }) => Math.min(...daysOfMonth) <= longestMonth(months));

function withTimes(minutes: fc.Arbitrary<number[]>, hours: fc.Arbitrary<number[]>) {
  return fc
    .record({ minutes, hours, days })
    .map(({ days: some, ...times }): Rule => ({ ...some, ...times }));
}

/** Any rule for the host's own clock. */
export const anyRule: fc.Arbitrary<Rule> = withTimes(subset(fields.minutes), subset(fields.hours));

/** Any schedule that the language can say, for the host's own clock. */
export const anySchedule: fc.Arbitrary<Schedule> = fc
  .array(anyRule, { minLength: 1, maxLength: 3 })
  .map((rules) => ({ rules, catchUp: false }));

/** Whether a schedule comes at a minute in UTC, told from the fields of the date alone. */
export function comesAt({ rules }: Schedule, epochMs: number): boolean {
  const date = new Date(epochMs);
  return rules.some(
    (rule) =>
      rule.minutes.includes(date.getUTCMinutes()) &&
      rule.hours.includes(date.getUTCHours()) &&
      comesOn(rule, epochMs),
  );
}

/** Whether a rule comes on the day of an instant. */
export function comesOn(rule: Rule, epochMs: number): boolean {
  const date = new Date(epochMs);
  const fromEnd = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  const onDate =
    rule.daysFromEnd.length > 0
      ? rule.daysFromEnd.includes(fromEnd - date.getUTCDate() + 1)
      : rule.daysOfMonth.includes(date.getUTCDate());
  return (
    onDate &&
    rule.months.includes(date.getUTCMonth() + 1) &&
    rule.daysOfWeek.includes(date.getUTCDay())
  );
}
