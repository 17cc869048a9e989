import { losesRepeatedHour } from "../../schedule/repeated-hour.ts";
import { actionNames } from "../../spec/spec.ts";
import type { JobRule } from "./placed.ts";

/** systemd-cron makes timers that go by the host's clock. */
export const dialectKeeps: JobRule = ({ job, spec }, { host }, reporter) => {
  if (host.scheduler !== "cron" || host.dialect !== "systemd-cron") return;
  for (const action of actionNames) {
    const { schedule } = job[action]?.schedule ?? {};
    const written = spec[action]?.value.schedule;
    if (!schedule || !written || !losesRepeatedHour(schedule, host.timezone ?? null)) continue;
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
