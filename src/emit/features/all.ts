import type { HostPlan, JobPlan } from "../../plan/plan.ts";
import type { Feature, FeatureEmitter } from "./feature.ts";
import { previousPassphrases } from "./previous-passphrases.ts";

/** In the order in which their functions are called. */
const emitters: readonly FeatureEmitter[] = [previousPassphrases];

/** What a job asks for besides its actions. */
export function featuresOf(host: HostPlan, job: JobPlan): Feature[] {
  return emitters.flatMap((emitter) => emitter(host, job) ?? []);
}
