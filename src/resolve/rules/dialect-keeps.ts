import { isElapsed } from "../../schedule/field.ts";
import { actionNames } from "../../spec/spec.ts";
import type { JobRule } from "./placed.ts";

/**
 * systemd-cron makes timers that go by the host's clock, and systemd leaves out the hour that such a clock shows again:
 * what follows elapsed time, or another clock, would miss runs.
 */
export const dialectKeeps: JobRule = ({ job, spec }, { host }, reporter) => {
  if (host.scheduler !== "cron" || host.dialect !== "systemd-cron" || host.timezone === "UTC")
    return;
  for (const action of actionNames) {
    const { schedule } = job[action]?.schedule ?? {};
    const lost = schedule?.rules.some(
      (rule) => isElapsed(rule) || (rule.timezone ?? host.timezone) !== host.timezone,
    );
    const written = spec[action]?.value.schedule;
    if (!lost || !written) continue;
    reporter.report(
      "dialect-loses-runs",
      "systemd-cron would leave out an hour of these runs each autumn, when the clock is put back",
      {
        span: written.span,
        help: "use scheduler: systemd, or name the hours by the host's own clock",
      },
    );
  }
};
