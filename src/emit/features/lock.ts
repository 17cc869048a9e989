import { sh, word } from "../../shell/shell.ts";
import type { FeatureEmitter } from "./feature.ts";

/** How long to wait for a lock, and which lock is shared; the code is picked with that of the job's own lock. */
export const emitLock: FeatureEmitter = (_host, { lock }) =>
  lock === null
    ? undefined
    : {
        data: [
          sh`shared_lock=${word(lock.name ?? "")}`,
          sh`lock_wait_s=${word(lock.wait === null ? "" : String(lock.wait))}`,
        ],
      };
