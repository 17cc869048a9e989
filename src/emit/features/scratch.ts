import scratch from "../../../templates/job/scratch.sh";
import { actionOf } from "../../plan/plan.ts";
import type { FeatureEmitter } from "./feature.ts";

/** A directory for what verify and drill fetch and restore. */
export const emitScratch: FeatureEmitter = (_host, job) =>
  actionOf(job, "verify") || actionOf(job, "drill")
    ? { runtime: [scratch], calls: { begin: ["remove_scratch"], end: ["remove_scratch"] } }
    : undefined;
