import { actionNames } from "../../spec/spec.ts";
import type { JobRule } from "./placed.ts";

/** Every attempt must have a chance to begin before the time limit, which counts for all of them. */
export const retryFits: JobRule = ({ job, spec }, _on, reporter) => {
  const waits = job.retryWaits.reduce((sum, wait) => sum + wait, 0);
  for (const action of actionNames) {
    const resolved = job[action];
    if (!spec.retry || !resolved || waits < resolved.timeout) continue;
    reporter.report(
      "retry-exceeds-timeout",
      `the last attempt of ${action} never begins: the waits between attempts add up to ${waits} s, and ${action} is ended after ${resolved.timeout} s`,
      { span: spec.retry.span, help: "fewer attempts, a shorter wait, or a longer timeout" },
    );
  }
};
