import { longestGap } from "../../schedule/gaps.ts";
import type { JobRule } from "./placed.ts";

/** Fulls must come at all, or prune has nothing to remove; and when they are due, or the chain runs on. */
export const fullInterval: JobRule = ({ job, spec }, _on, reporter) => {
  if (!job.backup || !spec.backup) return;
  const age = spec.backup.value.fullIfOlderThan;
  if (job.prune && spec.prune && !age) {
    reporter.report(
      "prune-removes-nothing",
      "only the first backup is ever full, so prune removes nothing",
      {
        span: spec.prune.value.keepFull?.span ?? spec.prune.span,
        help: "add full_if_older_than to backup, such as 2M",
      },
    );
  }
  const { schedule, fullIfOlderThan } = job.backup;
  if (!age || !schedule || fullIfOlderThan?.seconds !== longestGap(schedule.schedule)) return;
  reporter.report(
    "full-skips-turn",
    "full_if_older_than equals the gap between two backups, so that a full may come a turn late",
    {
      span: age.span,
      help: "a run that starts a second early finds the last full too young: take some hours off",
    },
  );
};
