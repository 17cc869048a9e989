import lingering from "../../../templates/job/lingering.sh";
import type { FeatureEmitter } from "./feature.ts";

/** Whether a user's own timers run while the user is not logged in. */
export const emitLingering: FeatureEmitter = (host, job) =>
  host.scheduler === "systemd" &&
  host.scope === "user" &&
  job.actions.some(({ schedule }) => schedule !== null)
    ? { runtime: [lingering], calls: { check: ["look_at_lingering"] } }
    : undefined;
