import type { HostPlan } from "../plan/plan.ts";
import type { Lines } from "../schedule/daemon.ts";
import type { Schedule } from "../schedule/schedule.ts";
import { cronLines } from "../schedule/to-cron.ts";
import { onCalendarLines } from "../schedule/to-on-calendar.ts";

/** What the host's scheduler is told of a schedule. */
export function scheduleLines(
  { scheduler, dialect, timezone }: Pick<HostPlan, "scheduler" | "dialect" | "timezone">,
  schedule: Schedule,
): Lines {
  return scheduler === "systemd"
    ? onCalendarLines(schedule, timezone)
    : cronLines(schedule, { kind: dialect, timezone });
}
