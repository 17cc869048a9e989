import retry from "../../../templates/job/retry.sh";
import { sh, word } from "../../shell/shell.ts";
import type { FeatureEmitter } from "./feature.ts";

/** What failed for a reason that may pass is tried again. */
export const emitRetry: FeatureEmitter = (_host, { retryWaits }) =>
  retryWaits.length === 0
    ? undefined
    : {
        data: [sh`retry_waits=${word(retryWaits.join(" "))}`],
        runtime: [retry],
        calls: {
          begin: ["begin_attempts"],
          failure: ["try_again"],
          end: ["record_attempts"],
        },
      };
