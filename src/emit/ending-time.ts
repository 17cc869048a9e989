import type { JobPlan } from "../plan/plan.ts";

/** Seconds that a run may take to end once it is told to: for duplicity, which has 60, and to tell everybody. */
export function endingTime({ notifiers }: JobPlan): number {
  return notifiers.reduce((sum, { timeout }) => sum + timeout, 90);
}
