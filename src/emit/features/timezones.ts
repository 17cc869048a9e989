import hostTimezone from "../../../templates/job/host-timezone.sh";
import timezones from "../../../templates/job/timezones.sh";
import { sh, word } from "../../shell/shell.ts";
import type { FeatureEmitter } from "./feature.ts";

/** The host must know the zones that the schedules of a job go by, and its clock must be what the spec says it is. */
export const emitTimezones: FeatureEmitter = ({ timezone: own }, { actions }) => {
  const zones = actions.flatMap(
    ({ schedule }) => schedule?.value.rules.map(({ timezone }) => timezone ?? own) ?? [],
  );
  const compared = own !== null && zones.includes(own);
  // All know UTC.
  const named = [...new Set(zones)].filter((zone) => zone !== null && zone !== "UTC");
  if (named.length === 0 && !compared) return undefined;
  return {
    data: [
      ...(named.length > 0 ? [sh`timezones=${word(named.join(" "))}`] : []),
      ...(compared ? [sh`host_timezone=${word(own)}`] : []),
    ],
    runtime: [...(named.length > 0 ? [timezones] : []), ...(compared ? [hostTimezone] : [])],
    calls: {
      check: [
        ...(named.length > 0 ? ["check_timezones"] : []),
        ...(compared ? ["check_host_timezone"] : []),
      ],
    },
  };
};
