import failUnreadable from "../../../templates/job/fail-unreadable.sh";
import { actionOf } from "../../plan/plan.ts";
import type { FeatureEmitter } from "./feature.ts";

/** `unreadable: fail`. */
export const emitUnreadable: FeatureEmitter = (_host, job) =>
  actionOf(job, "backup")?.failUnreadable
    ? { runtime: [failUnreadable], calls: { end: ["fail_unreadable"] } }
    : undefined;
