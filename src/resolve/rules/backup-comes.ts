import { quote } from "../../diagnostics/words.ts";
import { longestGap } from "../../schedule/gaps.ts";
import { actionNames } from "../../spec/spec.ts";
import type { JobRule } from "./placed.ts";

/** Backups must come by themselves where something else does, and often enough for `max_age`. */
export const backupComes: JobRule = ({ job, spec }, _on, reporter) => {
  if (!job.backup || !spec.backup) return;
  const { schedule } = job.backup;
  const scheduled = actionNames.find((action) => job[action]?.schedule);
  if (!schedule && scheduled) {
    reporter.report(
      "backup-by-hand",
      `${quote(scheduled)} has a schedule and "backup" has none, so that a backup is made by hand only`,
      {
        span: spec.backup.span,
        help: 'give it one, such as schedule: "daily 03:05"',
      },
    );
  }
  if (!schedule || !spec.maxAge || !job.maxAge || job.maxAge > longestGap(schedule.schedule))
    return;
  reporter.report(
    "max-age-too-short",
    "max_age is no longer than the longest time between two backups, so that the job is overdue though each was good",
    {
      span: spec.maxAge.span,
      help: "leave it out: it is twice that time; or take more than one turn of the schedule",
    },
  );
};
