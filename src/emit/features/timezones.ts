import timezones from "../../../templates/job/timezones.sh";
import { sh, word } from "../../shell/shell.ts";
import type { FeatureEmitter } from "./feature.ts";

/** Zones that the schedules of a job name must be known to the host; all know UTC. */
export const emitTimezones: FeatureEmitter = (_host, { actions }) => {
  const rules = actions.flatMap(({ schedule }) => schedule?.value.rules ?? []);
  const named = rules.flatMap(({ timezone }) => timezone ?? []).filter((name) => name !== "UTC");
  if (named.length === 0) return undefined;
  return {
    data: [sh`timezones=${word([...new Set(named)].join(" "))}`],
    runtime: [timezones],
    calls: { check: ["check_timezones"] },
  };
};
