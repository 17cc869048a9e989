import { isDaily, isElapsed } from "./field.ts";
import type { Rule } from "./schedule.ts";

/**
 * The rules that come a number of minutes later than one; undefined when that would take a run past midnight, to a day
 * that the rule does not have.
 *
 * @param offset whole minutes, 0 to 1439
 */
export function delayed(rule: Rule, offset: number): Rule[] | undefined {
  if (offset === 0) return [rule];
  if (isElapsed(rule)) {
    const late = rule.minutes.some((minute) => minute + offset > 59);
    if (late && !isDaily(rule)) return undefined;
    return [{ ...rule, minutes: sorted(rule.minutes.map((minute) => (minute + offset) % 60)) }];
  }
  // Minutes that pass the hour, and those that do not, come at other hours.
  const byHours = new Map<number, number[]>();
  for (const minute of rule.minutes) {
    const hours = Math.floor((minute + offset) / 60);
    byHours.set(hours, [...(byHours.get(hours) ?? []), (minute + offset) % 60]);
  }
  const last = Math.max(...rule.hours) + Math.max(...byHours.keys());
  if (last > 23 && !isDaily(rule)) return undefined;
  return [...byHours].map(([add, minutes]) => ({
    ...rule,
    minutes: sorted(minutes),
    hours: sorted(rule.hours.map((hour) => (hour + add) % 24)),
  }));
}

function sorted(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
