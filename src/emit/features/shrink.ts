import shrink from "../../../templates/job/shrink.sh";
import shrinkPrune from "../../../templates/job/shrink-prune.sh";
import skip from "../../../templates/job/skip.sh";
import type { FeatureEmitter } from "./feature.ts";

/** What happens when a source has lost more than half of its files, unless the spec says how many it may lose. */
export const emitShrink: FeatureEmitter = (_host, { actions, guard }) => {
  const has = (name: string) => actions.some(({ action }) => action === name);
  if (guard.maxShrink !== null || !has("backup")) return undefined;
  const end = ["notice_shrink"];
  return has("prune")
    ? { runtime: [shrink, skip, shrinkPrune], calls: { begin: ["await_acceptance"], end } }
    : { runtime: [shrink], calls: { end } };
};
