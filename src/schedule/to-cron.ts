import {
  afterGaps,
  isSameEverywhere,
  mayCoincide,
  meetsChanges,
  oneDayField,
  quarterHours,
  timesNearChanges,
} from "./candidates.ts";
import type { Daemon, Lines } from "./daemon.ts";
import { fields, isElapsed, isFull, runs } from "./field.ts";
import type { Rule, Schedule } from "./schedule.ts";

/**
 * The time fields of the crontab lines that start a job at each of its times, in the spelling that every cron daemon
 * reads alike: a list of values and ascending ranges, or `*`. No steps, which busybox and dcron count from 0 in a day of
 * month; no names, no 7; no line that restricts both day fields, which each daemon reads in its own way.
 */
export function cronLines(schedule: Schedule, on: Daemon): Lines {
  const all = schedule.rules.map((rule) => candidates(rule, on));
  const rules = all.flatMap((some) => some.rules);
  const lines = [...rules.map(toCronFields), ...(schedule.catchUp ? catchUpLines(rules, on) : [])];
  return {
    lines: [...new Set(lines)],
    guarded:
      schedule.catchUp ||
      all.some(({ more }) => more) ||
      mayCoincide(rules) ||
      mayCollapse(rules, on),
  };
}

/** Every hour, at a minute of the schedule's own, and when the machine starts where that is sure to happen once. */
function catchUpLines(rules: readonly Rule[], { kind }: Daemon): string[] {
  const [minute = 0] = rules[0]?.minutes ?? [];
  const boot = kind === "debian" || kind === "cronie" ? ["@reboot"] : [];
  return [`${minute} * * * *`, ...boot];
}

/** Debian's cron runs each time that a gap swallowed, ten seconds apart (3.0pl1, measured). */
function mayCollapse(rules: readonly Rule[], { timezone }: Daemon): boolean {
  return timezone !== "UTC" && timesNearChanges(rules) > 1;
}

function candidates(rule: Rule, { kind, timezone }: Daemon) {
  const elsewhere = rule.timezone !== null && rule.timezone !== timezone;
  if (elsewhere && !isSameEverywhere(rule)) return { rules: [quarterHours(rule)], more: true };
  const line = oneDayField(rule);
  // Debian's cron and cronie run what a gap swallowed right after it, and nothing twice (cron(8)).
  const minded = kind === "debian" || kind === "cronie" || timezone === "UTC";
  if (minded || !meetsChanges(rule)) return line;
  return { rules: [...line.rules, ...line.rules.flatMap(afterGaps)], more: true };
}

/**
 * The five time fields of one rule, for a crontab or for the job's script. Days from the end of the month, which no
 * crontab knows, are `~1`. All minutes of some hours are no `*`: it would turn off the care that Debian's cron takes of
 * clocks that are changed.
 */
export function toCronFields(rule: Rule): string {
  return Object.values(fields)
    .map((field) => {
      const values = rule[field.key];
      if (field === fields.daysOfMonth && rule.daysFromEnd.length > 0) {
        return `~${cronList(rule.daysFromEnd)}`;
      }
      const free = isFull(field, values) && (field !== fields.minutes || isElapsed(rule));
      return free ? "*" : cronList(values);
    })
    .join(" ");
}

/** A sorted set as one field spells it: `0,5-7`. */
export function cronList(values: readonly number[]): string {
  return runs(values)
    .map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`))
    .join(",");
}
