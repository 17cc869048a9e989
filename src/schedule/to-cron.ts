import { fields, isFull, runs } from "./field.ts";
import type { Schedule } from "./schedule.ts";

/**
 * The five time fields in the spelling that every cron daemon reads alike: `*` alone when nothing is restricted, else
 * values and ascending ranges. No steps, which busybox and dcron count from 0 in a day of month; no names, no 7.
 */
export function toCronFields(schedule: Schedule): string {
  return Object.values(fields)
    .map((field) => {
      const values = schedule[field.key];
      return isFull(field, values) ? "*" : cronList(values);
    })
    .join(" ");
}

/** A sorted set as one field spells it: `0,5-7`. */
export function cronList(values: readonly number[]): string {
  return runs(values)
    .map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`))
    .join(",");
}
