import type { ActionName, HostPlan, JobPlan } from "../plan/plan.ts";
import type { Schedule } from "../schedule/schedule.ts";

/** An action that the host's scheduler starts by itself. */
export interface ScheduledAction {
  readonly job: JobPlan;
  readonly action: ActionName;
  readonly schedule: Schedule;
}

/** In the order of the spec; an action that runs after another, or by hand, is none. */
export function scheduledActions(host: HostPlan): ScheduledAction[] {
  return host.jobs.flatMap((job) =>
    job.actions.flatMap(({ action, schedule }) =>
      schedule === null ? [] : [{ job, action, schedule: schedule.value }],
    ),
  );
}
