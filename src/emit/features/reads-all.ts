import readsAll from "../../../templates/job/reads-all.sh";
import type { FeatureEmitter } from "./feature.ts";

/** What a job takes care of whose user is given the right to read everybody's files. */
export const emitReadsAll: FeatureEmitter = (_host, job) =>
  job.readsAll ? { runtime: [readsAll], calls: { begin: ["keep_to_the_system"] } } : undefined;
