import type { HostPlan, JobPlan } from "../../plan/plan.ts";
import { emitAfter } from "./after.ts";
import { emitConditions } from "./conditions.ts";
import { emitCredentials } from "./credentials.ts";
import { emitDrill } from "./drill.ts";
import { emitDue } from "./due.ts";
import type { Feature, FeatureEmitter } from "./feature.ts";
import { emitGuard } from "./guard.ts";
import { hooks } from "./hooks.ts";
import { emitLimits } from "./limits.ts";
import { emitLingering } from "./lingering.ts";
import { emitLock } from "./lock.ts";
import { emitMetrics } from "./metrics.ts";
import { emitNotify } from "./notify.ts";
import { emitNotifyUnit } from "./notify-unit.ts";
import { emitOwners } from "./owners.ts";
import { previousPassphrases } from "./previous-passphrases.ts";
import { emitReadsAll } from "./reads-all.ts";
import { emitRetry } from "./retry.ts";
import { emitScratch } from "./scratch.ts";
import { emitShrink } from "./shrink.ts";
import { emitStateDir } from "./state-dir.ts";
import { emitSystemdCron } from "./systemd-cron.ts";
import { emitThroughSudo } from "./through-sudo.ts";
import { emitTimezones } from "./timezones.ts";
import { emitUnreadable } from "./unreadable.ts";
import { emitVerify } from "./verify.ts";

/** In the order in which their functions are called. */
const emitters: readonly FeatureEmitter[] = [
  emitOwners,
  emitStateDir,
  emitAfter,
  emitDue,
  emitTimezones,
  emitSystemdCron,
  emitThroughSudo,
  emitReadsAll,
  emitCredentials,
  emitLingering,
  emitNotifyUnit,
  emitRetry,
  emitConditions,
  emitScratch,
  emitVerify,
  emitDrill,
  emitUnreadable,
  emitShrink,
  hooks,
  emitGuard,
  emitLimits,
  emitLock,
  emitMetrics,
  emitNotify,
  previousPassphrases,
];

/** What a job asks for besides its actions. */
export function featuresOf(host: HostPlan, job: JobPlan): Feature[] {
  return emitters.flatMap((emitter) => emitter(host, job) ?? []);
}
