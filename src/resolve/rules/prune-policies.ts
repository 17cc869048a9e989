import type { JobRule } from "./placed.ts";

/** A policy of prune that another one leaves nothing to do for was meant to do something. */
export const prunePolicies: JobRule = ({ job, spec }, _on, reporter) => {
  const { keepFull, olderThan, keepIncrementalsOf } = spec.prune?.value ?? {};
  const { prune, backup } = job;
  if (!prune || !keepFull) return;
  if (keepIncrementalsOf && keepIncrementalsOf.value >= keepFull.value) {
    reporter.report(
      "prune-policy-idle",
      "keep_incrementals_of decides nothing, since no more full backups stay at all",
      {
        span: keepIncrementalsOf.span,
        help: "make it smaller than keep_full, or leave it out",
        related: [{ message: "how many stay", span: keepFull.span }],
      },
    );
  }
  const age = prune.olderThan?.seconds;
  const interval = backup?.fullIfOlderThan?.seconds;
  if (!olderThan || age === undefined || interval === undefined) return;
  // The full backup that the age falls between still has a young incremental, and a full may come a little early.
  const most = Math.floor(age / interval) + 2;
  if (keepFull.value <= most) return;
  reporter.report(
    "prune-policy-idle",
    `keep_full decides nothing: of full backups made every ${backup?.fullIfOlderThan?.text}, older_than lets at most ${most} stay`,
    {
      span: keepFull.span,
      help: "leave one of the two out, or let older_than be longer",
      related: [{ message: "what removes them", span: olderThan.span }],
    },
  );
};
