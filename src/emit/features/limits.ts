import bandwidth from "../../../templates/job/limit-bandwidth.sh";
import ionice from "../../../templates/job/limit-ionice.sh";
import nice from "../../../templates/job/limit-nice.sh";
import { type ShellSource, sh, word } from "../../shell/shell.ts";
import type { Feature, FeatureEmitter } from "./feature.ts";

/** How much of the machine and the link the job's own actions may take. */
export const emitLimits: FeatureEmitter = ({ scheduler }, { limits }) => {
  const parts: [datum: ShellSource, runtime: string, begin: string][] = [];
  if (limits.nice !== null) {
    parts.push([sh`nice=${word(String(limits.nice))}`, nice, "lower_priority"]);
  }
  // launchd says it to macOS, which has no ionice.
  if (limits.ionice !== null && scheduler !== "launchd") {
    parts.push([sh`ionice=${word(limits.ionice)}`, ionice, "lower_disk_priority"]);
  }
  if (limits.bandwidth !== null) {
    parts.push([sh`bandwidth=${word(String(limits.bandwidth))}`, bandwidth, "limit_bandwidth"]);
  }
  if (parts.length === 0) return undefined;
  return {
    data: parts.map(([datum]) => datum),
    runtime: parts.map(([, runtime]) => runtime),
    calls: { begin: parts.map(([, , begin]) => begin) },
  } satisfies Feature;
};
