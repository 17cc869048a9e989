import { fields, isFull, runs } from "./field.ts";
import type { Schedule } from "./schedule.ts";

const weekdays = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const months =
  "January February March April May June July August September October November December".split(
    " ",
  );

/** A schedule in words, to stand after the name of an action: "at 03:05 on Tuesdays", "every 15 minutes". */
export function describe(schedule: Schedule): string {
  const time = timePart(schedule);
  const days = dayPart(schedule);
  if (days !== "") return `${time} ${days}`;
  return time.startsWith("every") ? time : `${time} every day`;
}

function timePart({ hours, minutes }: Schedule): string {
  const times = hours.flatMap((hour) => minutes.map((minute) => clock(hour, minute)));
  if (times.length <= 4) return `at ${and(times)}`;

  const pattern = minutePart(minutes);
  if (isFull(fields.hours, hours)) {
    return pattern.startsWith("at") ? `every hour ${pattern}` : pattern;
  }
  const step = evenStep(hours, 24);
  return minutes.length === 1 && step !== undefined
    ? `every ${step} hours from ${times[0]}`
    : `${pattern} in the hours ${and(ranges(hours, two))}`;
}

function minutePart(minutes: readonly number[]): string {
  const step = evenStep(minutes, 60);
  if (step === undefined) return `at ${and(minutes.map(pastTheHour))}`;
  if (step === 1) return "every minute";
  const [first = 0] = minutes;
  return `every ${step} minutes${first === 0 ? "" : ` from ${pastTheHour(first)}`}`;
}

function dayPart(schedule: Schedule): string {
  const inMonths = isFull(fields.months, schedule.months)
    ? ""
    : and(ranges(schedule.months, (month) => months[month - 1] ?? "", " to "));
  if (!isFull(fields.daysOfMonth, schedule.daysOfMonth)) {
    const days = ranges(schedule.daysOfMonth, String);
    const plural = schedule.daysOfMonth.length > 1;
    return `on ${plural ? "days" : "day"} ${and(days)} of ${inMonths || "the month"}`;
  }
  const onWeekdays = weekdayPart(schedule.daysOfWeek);
  return [onWeekdays, inMonths && `in ${inMonths}`].filter((part) => part !== "").join(" ");
}

function weekdayPart(daysOfWeek: readonly number[]): string {
  if (isFull(fields.daysOfWeek, daysOfWeek)) return "";
  if (daysOfWeek.join() === "1,2,3,4,5") return "from Monday to Friday";
  const fromMonday = [...daysOfWeek].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7));
  return `on ${and(fromMonday.map((day) => `${weekdays[day]}s`))}`;
}

/** The step of values that go round evenly, such as 0, 15, 30, 45 of 60; undefined when they do not. */
function evenStep(values: readonly number[], size: number): number | undefined {
  if (values.length === 1) return undefined;
  const step = size / values.length;
  const [first = 0] = values;
  return values.every((value, i) => value === first + i * step) ? step : undefined;
}

function ranges(values: readonly number[], write: (value: number) => string, to = "-"): string[] {
  return runs(values).map(({ first, last }) =>
    first === last ? write(first) : `${write(first)}${to}${write(last)}`,
  );
}

function clock(hour: number, minute: number): string {
  return `${two(hour)}:${two(minute)}`;
}

function pastTheHour(minute: number): string {
  return `:${two(minute)}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function and(items: readonly string[]): string {
  return items.length < 2 ? items.join() : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
