import { quote } from "../../diagnostics/words.ts";
import { actionNames } from "../../spec/spec.ts";
import type { JobRule } from "./placed.ts";

/** cron mails what a run has to say, and systemd has a journal; launchd only writes a file, which nobody reads. */
export const failuresTold: JobRule = ({ job, listed }, { host }, reporter) => {
  const scheduled = actionNames.some((action) => job[action]?.schedule);
  if (host.scheduler !== "launchd" || !scheduled || job.notifiers.length > 0) return;
  reporter.report("failures-untold", `nobody is told when job ${quote(job.name)} fails`, {
    span: listed.span,
    help: 'launchd mails nothing: add "notify" to the job, or have "status --max-age" watched',
  });
};
