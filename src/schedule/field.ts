import type { Rule } from "./schedule.ts";

/** One of the five sets of a rule that crontab(5) has a field for. */
export type FieldKey = "minutes" | "hours" | "daysOfMonth" | "months" | "daysOfWeek";

export interface Field {
  readonly key: FieldKey;
  /** As messages call it, and `H`: part of what its hash is made from. */
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Three letters each, from `min` on; empty where only numbers are known. */
  readonly names: readonly string[];
}

/** In the order of crontab(5). */
export const fields: Readonly<Record<FieldKey, Field>> = {
  minutes: { key: "minutes", name: "minute", min: 0, max: 59, names: [] },
  hours: { key: "hours", name: "hour", min: 0, max: 23, names: [] },
  daysOfMonth: { key: "daysOfMonth", name: "day of month", min: 1, max: 31, names: [] },
  months: {
    key: "months",
    name: "month",
    min: 1,
    max: 12,
    names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  },
  daysOfWeek: {
    key: "daysOfWeek",
    name: "day of week",
    min: 0,
    max: 6,
    names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
  },
};

/** Every minute: what a notation that restricts only some fields starts from. */
export const always: Rule = {
  minutes: range(0, 59),
  hours: range(0, 23),
  daysOfMonth: range(1, 31),
  daysFromEnd: [],
  months: range(1, 12),
  daysOfWeek: range(0, 6),
  timezone: null,
};

/** Whether a set restricts nothing. */
export function isFull(field: Field, values: readonly number[]): boolean {
  return values.length === field.max - field.min + 1;
}

/** Whether a rule comes on every day. */
export function isDaily(rule: Rule): boolean {
  return isFull(fields.months, rule.months) && !restrictsDates(rule) && !restrictsWeekdays(rule);
}

export function restrictsDates({ daysOfMonth, daysFromEnd }: Rule): boolean {
  return daysFromEnd.length > 0 || !isFull(fields.daysOfMonth, daysOfMonth);
}

export function restrictsWeekdays({ daysOfWeek }: Rule): boolean {
  return !isFull(fields.daysOfWeek, daysOfWeek);
}

/** Whether a rule's hours are unrestricted, so that it follows elapsed time. */
export function isElapsed({ hours }: Rule): boolean {
  return isFull(fields.hours, hours);
}

/** What `H` may choose from: every month has 28 days, and a hash must not choose how many months have a backup. */
export function hashable(field: Field): Field {
  return field === fields.daysOfMonth
    ? { ...field, name: "day that every month has", max: 28 }
    : field;
}

/** A value that counted on past the end of its field, from the beginning again: 7 is Sunday. */
export function wrap(field: Field, value: number): number {
  return value <= field.max ? value : value - (field.max - field.min + 1);
}

/** `first`, `first + step`, … up to `last` at most. */
export function range(first: number, last: number, step = 1): number[] {
  const values = [];
  for (let value = first; value <= last; value += step) values.push(value);
  return values;
}

/** A run of consecutive values, both ends included. */
export interface Run {
  readonly first: number;
  readonly last: number;
}

/**
 * A sorted set as the ranges and values that a list of it is written with: three and more in a row make a range,
 * two stay two values.
 */
export function runs(values: readonly number[]): Run[] {
  const found: Run[] = [];
  for (const value of values) {
    const before = found.at(-1);
    if (before?.last === value - 1) found[found.length - 1] = { first: before.first, last: value };
    else found.push({ first: value, last: value });
  }
  return found.flatMap(({ first, last }) =>
    last === first + 1
      ? [
          { first, last: first },
          { first: last, last },
        ]
      : [{ first, last }],
  );
}
