import type { HostPlan } from "../plan/plan.ts";
import type { Lines } from "../schedule/daemon.ts";
import type { Schedule } from "../schedule/schedule.ts";
import { cronLines } from "../schedule/to-cron.ts";
import { onCalendarLines } from "../schedule/to-on-calendar.ts";

type Clock = Pick<HostPlan, "scheduler" | "dialect" | "timezone">;

/** What cron or systemd is told of a schedule. */
export function scheduleLines({ scheduler, dialect, timezone }: Clock, schedule: Schedule): Lines {
  return scheduler === "systemd"
    ? onCalendarLines(schedule, timezone)
    : cronLines(schedule, { kind: dialect, timezone });
}

/** Whether the job has to tell which of its starts are due. */
export function isGuarded(host: Clock, schedule: Schedule): boolean {
  return host.scheduler === "launchd" || scheduleLines(host, schedule).guarded;
}

/** What stands beside the times of such a job, for whoever counts more of them than the schedule has. */
export const startedMoreOften =
  "Started more often than that: clocks change, runs get missed. The script ends at once unless it is due.";
