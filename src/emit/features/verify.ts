import skip from "../../../templates/job/skip.sh";
import verifyCode from "../../../templates/job/verify.sh";
import { actionOf } from "../../plan/plan.ts";
import { sh, word } from "../../shell/shell.ts";
import type { FeatureEmitter } from "./feature.ts";

/** The action verify. */
export const emitVerify: FeatureEmitter = (_host, job) => {
  const verify = actionOf(job, "verify");
  if (!verify) return undefined;
  const { compareData, maxDifference: most } = verify;
  return {
    data: [
      sh`compare_data=${word(compareData ? "1" : "")}`,
      sh`max_difference=${word(most ? `${most.number}${most.unit === "percent" ? "%" : ""}` : "")}`,
    ],
    runtime: [skip, verifyCode],
  };
};
