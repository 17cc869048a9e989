import { fields, isFull, runs } from "./field.ts";
import type { Schedule } from "./schedule.ts";

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/**
 * The value of `OnCalendar=`, systemd.time(7): `Tue *-*-* 03:05:00`. Values and ascending ranges only; it names no
 * time zone, so it means that of the host.
 */
export function toOnCalendar(schedule: Schedule): string {
  const [minutes, hours, days, months] = Object.values(fields).map((field) => {
    const values = schedule[field.key];
    return isFull(field, values) ? "*" : list(values, (value) => `${value}`.padStart(2, "0"));
  });
  return `${weekdayPart(schedule.daysOfWeek)}*-${months}-${days} ${hours}:${minutes}:00`;
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
