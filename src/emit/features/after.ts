import after from "../../../templates/job/after.sh";
import type { ActionPlan } from "../../plan/plan.ts";
import { sh, word } from "../../shell/shell.ts";
import type { FeatureEmitter } from "./feature.ts";

/** Actions that follow a backup in the same run. */
export const emitAfter: FeatureEmitter = (_host, { actions }) => {
  // What prune deletes may be all that is whole: it comes after what finds that out.
  const next = actions
    .filter(({ after }) => after === "backup")
    .sort((one, other) => Number(one.action === "prune") - Number(other.action === "prune"));
  if (next.length === 0) return undefined;
  const names = (some: readonly ActionPlan[]) => word(some.map(({ action }) => action).join(" "));
  return {
    data: [
      sh`after_ok=${names(next)}`,
      sh`after_warned=${names(next.filter(({ afterWarned }) => afterWarned))}`,
    ],
    runtime: [after],
    calls: { report: ["choose_next"], next: ["go_on"] },
  };
};
