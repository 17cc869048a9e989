import type { HostPlan, JobPlan } from "../../plan/plan.ts";
import type { Feature, FeatureEmitter } from "./feature.ts";

/** In the order in which their functions are called. */
const emitters: readonly FeatureEmitter[] = [];

/** What a job asks for besides its actions. */
export function featuresOf(host: HostPlan, job: JobPlan): Feature[] {
  return emitters.flatMap((emitter) => emitter(host, job) ?? []);
}
