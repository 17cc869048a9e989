import scratch from "../../../templates/job/scratch.sh";
import skip from "../../../templates/job/skip.sh";
import spare from "../../../templates/job/spare.sh";
import { actionOf } from "../../plan/plan.ts";
import type { FeatureEmitter } from "./feature.ts";

/** What verify and drill share: a directory for what they fetch and restore, and what follows from the damage they find. */
export const emitScratch: FeatureEmitter = (_host, job) => {
  if (!actionOf(job, "verify") && !actionOf(job, "drill")) return undefined;
  const prunes = actionOf(job, "prune") !== undefined;
  return {
    runtime: [skip, scratch, ...(prunes ? [spare] : [])],
    calls: {
      begin: ["remove_scratch", ...(prunes ? ["spare_older"] : [])],
      end: ["remove_scratch"],
    },
  };
};
