import { fields, isFull, restrictsDates, runs } from "./field.ts";
import type { Rule, Schedule } from "./schedule.ts";

const weekdayNames = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const months =
  "January February March April May June July August September October November December".split(
    " ",
  );

/** A schedule in words, to stand after the name of an action: "at 03:05 on Tuesdays", "every 15 minutes". */
export function describe({ rules }: Schedule): string {
  const parts: { time: string; days: string[]; zone: string }[] = [];
  for (const rule of rules) {
    const [time, days, zone] = [timePart(rule), dayPart(rule), zonePart(rule)];
    const before = parts.at(-1);
    if (before?.time === time && before.zone === zone) before.days.push(days);
    else parts.push({ time, days: [days], zone });
  }
  return parts.map(({ time, days, zone }) => `${time}${daysOf(time, days)}${zone}`).join(", and ");
}

function daysOf(time: string, days: readonly string[]): string {
  if (!days.includes("")) return ` ${days.join(" and ")}`;
  return time.startsWith("every") ? "" : " every day";
}

function zonePart({ timezone }: Rule): string {
  return timezone === null ? "" : ` by the clock of ${timezone}`;
}

function timePart({ hours, minutes }: Rule): string {
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

function dayPart(rule: Rule): string {
  const inMonths = isFull(fields.months, rule.months)
    ? ""
    : and(ranges(rule.months, (month) => months[month - 1] ?? "", " to "));
  const weekdays = weekdayPart(rule.daysOfWeek);
  if (!restrictsDates(rule)) {
    const part =
      weekdays && (weekdays.startsWith("Monday to") ? `from ${weekdays}` : `on ${weekdays}`);
    return [part, inMonths && `in ${inMonths}`].filter((some) => some !== "").join(" ");
  }
  return `on ${datePart(rule)} of ${inMonths || "the month"}${weekdays && ` if it is one of ${weekdays}`}`;
}

function datePart({ daysOfMonth, daysFromEnd }: Rule): string {
  if (daysFromEnd.join() === "1") return "the last day";
  const [days, end] = daysFromEnd.length > 0 ? [daysFromEnd, " from the end"] : [daysOfMonth, ""];
  return `${days.length > 1 ? "days" : "day"} ${and(ranges(days, String))}${end}`;
}

function weekdayPart(daysOfWeek: readonly number[]): string {
  if (isFull(fields.daysOfWeek, daysOfWeek)) return "";
  if (daysOfWeek.join() === "1,2,3,4,5") return "Monday to Friday";
  const fromMonday = [...daysOfWeek].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7));
  return and(fromMonday.map((day) => `${weekdayNames[day]}s`));
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
