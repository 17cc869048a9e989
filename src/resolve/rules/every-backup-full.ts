import { count } from "../../diagnostics/words.ts";
import { shortestGap } from "../../schedule/gaps.ts";
import type { JobRule } from "./placed.ts";

const day = 86_400;
const units = { s: "second", m: "minute", h: "hour" };

/**
 * An age below a day and far below the gaps of the schedule is a slip, mostly `2m` for `2M`. One only some hours shorter
 * than the gap is how "each one full" is said.
 */
export const everyBackupFull: JobRule = ({ job, spec }, _on, reporter) => {
  const { schedule, fullIfOlderThan: age } = job.backup ?? {};
  const written = spec.backup?.value.fullIfOlderThan;
  if (!schedule || !age || !written || age.seconds >= day) return;
  if (2 * age.seconds >= shortestGap(schedule.schedule)) return;
  const amount = Number.parseInt(age.text, 10);
  const unit = age.text.slice(-1) as keyof typeof units;
  const meaning = count(amount, units[unit]);
  const message = `${age.text} is ${meaning}, so that every backup will be full`;
  reporter.report("every-backup-full", message, {
    span: written.span,
    help:
      unit === "m"
        ? `did you mean ${amount}M?`
        : "an incremental is made while the last full is younger than this",
  });
};
