import { fitsCrontab } from "../cron/crontab.ts";
import { longestLine } from "../cron/limits.ts";
import type { Reporter } from "../diagnostics/reporter.ts";
import { cronEntries } from "../emit/crontab.ts";
import { scheduledActions } from "../emit/scheduled-actions.ts";
import type { Plan } from "../plan/plan.ts";
import type { Spec } from "../spec/spec.ts";

/**
 * Reports the crontab lines of hosts with `style: inline` that their cron would cut off, or refuse. How long they are is
 * known only when every word of them is: so this comes last of all that is said of a spec.
 */
export function reportLongLines(plan: Plan, spec: Spec, reporter: Reporter): void {
  for (const host of plan.hosts.filter(({ style }) => style === "inline")) {
    const longest = longestLine[host.dialect];
    for (const scheduled of scheduledActions(host)) {
      if (cronEntries(host, scheduled).every((line) => fitsCrontab(line, host.dialect))) continue;
      const { job, action } = scheduled;
      const written = spec.jobs.get(job.name)?.value[action]?.value.schedule;
      const others =
        longest < longestLine.cronie ? "; cronie and busybox crond take longer ones" : "";
      reporter.report(
        "crontab-line-too-long",
        `the crontab line of this ${action} would have more than ${longest} bytes, the longest that ${host.dialect === "portable" ? "every cron" : "this cron"} reads`,
        {
          ...(written && { span: written.span }),
          help: `use shorter paths, fewer patterns, or style: script${others}`,
        },
      );
    }
  }
}
