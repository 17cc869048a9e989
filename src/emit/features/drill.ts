import program from "../../../templates/job/drill.py";
import drillCode from "../../../templates/job/drill.sh";
import keepNoOwners from "../../../templates/job/keep-no-owners.sh";
import skip from "../../../templates/job/skip.sh";
import { actionOf } from "../../plan/plan.ts";
import { render, sh, word } from "../../shell/shell.ts";
import type { FeatureEmitter } from "./feature.ts";

/** The action drill, and what a backup keeps for it. */
export const emitDrill: FeatureEmitter = (_host, job) => {
  const drill = actionOf(job, "drill");
  if (!drill) return undefined;
  const { files, mebibytes, fullAfter } = drill;
  return {
    data: [
      sh`drill_files=${word(String(files))}`,
      sh`drill_mebibytes=${word(String(mebibytes))}`,
      sh`drill_full_after_s=${word(fullAfter === null ? "" : String(fullAfter))}`,
      sh`volume_mebibytes=${word(String(job.volsize))}`,
    ],
    runtime: [
      skip,
      keepNoOwners,
      drillCode,
      render(sh`# What ask_python asks.
drill_program=${word(program)}`),
    ],
    calls: { end: ["remember_sample"], check: ["check_python"] },
  };
};
