import {
  afterGaps,
  isSameEverywhere,
  meetsChanges,
  oneDayField,
  quarterHours,
} from "./candidates.ts";
import { fields, isElapsed, isFull, restrictsWeekdays } from "./field.ts";
import { shortestGap } from "./gaps.ts";
import type { Rule, Schedule } from "./schedule.ts";

/**
 * One entry of `StartCalendarInterval`, launchd.plist(5). What it leaves out may be anything. It never has both `Day` and
 * `Weekday`, of which launchd takes either, nor `Month` beside `Weekday`, where launchd looks at no month (launchd-842,
 * the last whose source Apple has published: `calendarinterval_setalarm`).
 */
export interface CalendarEntry {
  readonly Month?: number;
  readonly Day?: number;
  readonly Weekday?: number;
  readonly Hour?: number;
  readonly Minute: number;
}

/** What launchd is told of a schedule. The job has to tell which of its starts are due. */
export interface LaunchdTimes {
  readonly entries: readonly CalendarEntry[];
  /** `StartInterval`, in seconds. */
  readonly interval: number;
}

/** A rule has no more entries than this, which is enough for any set of minutes. */
const mostEntries = 60;

/** A quarter of an hour. */
const longestInterval = 900;

/**
 * Entries that come at each time of a schedule, and maybe at others, so that they are few; and a start at intervals, since
 * entries alone would not do. When clocks are changed, launchd-842 never comes at a minute that is shown again, and an entry
 * without an hour does not come for the rest of a day in spring. Of a later launchd there is no source to read.
 *
 * The interval is at most as long as the shortest time between two times of the schedule, so that a start belongs to one.
 *
 * @param timezone what the host's clock shows, when that is known
 */
export function launchdTimes(schedule: Schedule, timezone: string | null): LaunchdTimes {
  const entries = schedule.rules
    .flatMap((rule) => candidates(rule, timezone))
    .flatMap(entriesOf)
    .map((entry) => [JSON.stringify(entry), entry] as const);
  const zones = new Set(schedule.rules.map((rule) => rule.timezone ?? timezone));
  const rules = zones.size > 1 ? schedule.rules.map(quarterHours) : schedule.rules;
  return {
    entries: [...new Map(entries).values()],
    interval: Math.min(longestInterval, shortestGap({ ...schedule, rules })),
  };
}

function candidates(rule: Rule, timezone: string | null): Rule[] {
  const elsewhere = rule.timezone !== null && rule.timezone !== timezone;
  if (elsewhere && !isSameEverywhere(rule)) return [quarterHours(rule)];
  const { rules } = oneDayField(rule);
  return timezone === "UTC" || !meetsChanges(rule)
    ? [...rules]
    : [...rules, ...rules.flatMap(afterGaps)];
}

/** Where they would be many, they come on every day, and if that is not enough, in every hour. */
function entriesOf(rule: Rule): CalendarEntry[] {
  const { minutes } = rule;
  const any = [{}];
  const hours = isElapsed(rule) ? any : rule.hours.map((Hour) => ({ Hour }));
  const choices = [
    { days: daysOf(rule), hours },
    { days: any, hours },
  ];
  const few = choices.find(
    (choice) => choice.days.length * choice.hours.length * minutes.length <= mostEntries,
  ) ?? { days: any, hours: any };
  return few.days.flatMap((day) =>
    few.hours.flatMap((hour) => minutes.map((Minute) => ({ ...day, ...hour, Minute }))),
  );
}

function daysOf(rule: Rule): Omit<CalendarEntry, "Minute">[] {
  if (restrictsWeekdays(rule)) return rule.daysOfWeek.map((Weekday) => ({ Weekday }));
  const months = isFull(fields.months, rule.months)
    ? [{}]
    : rule.months.map((Month) => ({ Month }));
  const days = isFull(fields.daysOfMonth, rule.daysOfMonth)
    ? [{}]
    : rule.daysOfMonth.map((Day) => ({ Day }));
  return months.flatMap((month) => days.map((day) => ({ ...month, ...day })));
}
