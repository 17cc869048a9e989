import type { HostPlan } from "../plan/plan.ts";
import { dialectOfBareLines, type Lines } from "../schedule/daemon.ts";
import type { Schedule } from "../schedule/schedule.ts";
import { cronLines } from "../schedule/to-cron.ts";
import { onCalendarLines } from "../schedule/to-on-calendar.ts";

type Clock = Pick<HostPlan, "scheduler" | "dialect" | "style" | "timezone">;

/** What cron or systemd is told of a schedule. */
export function scheduleLines(
  { scheduler, dialect, style, timezone }: Clock,
  schedule: Schedule,
): Lines {
  if (scheduler === "systemd") return onCalendarLines(schedule, timezone);
  const kind = style === "inline" ? dialectOfBareLines(dialect) : dialect;
  return cronLines(schedule, { kind, timezone });
}

/** Whether the job has to tell which of its starts are due. */
export function isGuarded(host: Clock, schedule: Schedule): boolean {
  return host.scheduler === "launchd" || scheduleLines(host, schedule).guarded;
}

/** What stands beside the times of such a job, for whoever counts more of them than the schedule has. */
export const startedMoreOften =
  "Started more often than that: clocks change, runs get missed. The script ends at once unless it is due.";
