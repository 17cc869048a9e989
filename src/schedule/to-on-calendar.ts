import {
  afterGaps,
  byLengthOfMonth,
  isSameEverywhere,
  meetsChanges,
  quarterHours,
} from "./candidates.ts";
import type { Lines } from "./daemon.ts";
import { fields, isElapsed, isFull, runs } from "./field.ts";
import type { Rule, Schedule } from "./schedule.ts";

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/**
 * The values of `OnCalendar=` that start a unit at each time of a schedule, systemd.time(7): `Tue *-*-* 03:05:00`.
 * systemd leaves out what falls into a gap of a clock, and the whole of an hour that is repeated (252 and 257, measured);
 * so times without restricted hours go by UTC. Of a time that is shown twice it takes the first, but mostly the second after
 * another time of a day that is counted from the end of its month (252, measured): around changes of clocks no such days.
 *
 * @param timezone what the host's clock shows, when that is known
 */
export function onCalendarLines(schedule: Schedule, timezone: string | null): Lines {
  const all = schedule.rules.map((rule) => candidates(rule, rule.timezone ?? timezone));
  return {
    lines: [...new Set(all.flatMap(({ rules }) => rules.flatMap(toOnCalendar)))],
    guarded: all.some(({ more }) => more),
  };
}

function candidates(rule: Rule, timezone: string | null) {
  if (timezone === "UTC") return { rules: [rule], more: false };
  if (isElapsed(rule)) {
    const rules = [{ ...quarterHours(rule), timezone: "UTC" }];
    return { rules, more: !isSameEverywhere(rule) };
  }
  if (!meetsChanges(rule)) return { rules: [rule], more: false };
  return { rules: [rule, ...afterGaps(rule)].flatMap(byLengthOfMonth), more: true };
}

/**
 * One rule as systemd.time(7) has it, in values and ascending ranges. Each day from the end of the month has a line of its
 * own: systemd 252 refuses some lists of them, such as `~17,27`.
 */
export function toOnCalendar(rule: Rule): string[] {
  const [minutes, hours, days, months] = Object.values(fields).map((field) => {
    const values = rule[field.key];
    return isFull(field, values) ? "*" : list(values, two);
  });
  const dates =
    rule.daysFromEnd.length > 0 ? rule.daysFromEnd.map((day) => `~${two(day)}`) : [`-${days}`];
  const zone = rule.timezone === null ? "" : ` ${rule.timezone}`;
  const weekday = weekdayPart(rule.daysOfWeek);
  return dates.map((date) => `${weekday}*-${months}${date} ${hours}:${minutes}:00${zone}`);
}

/** systemd's week starts on Monday, and no range may pass its end. */
function weekdayPart(daysOfWeek: readonly number[]): string {
  if (daysOfWeek.length === weekdays.length) return "";
  const fromMonday = daysOfWeek.map((day) => (day + 6) % 7).sort((a, b) => a - b);
  return `${list(fromMonday, (day) => weekdays[day] ?? "")} `;
}

function list(values: readonly number[], write: (value: number) => string): string {
  return runs(values)
    .map(({ first, last }) => (first === last ? write(first) : `${write(first)}..${write(last)}`))
    .join(",");
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
