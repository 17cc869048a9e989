import type { Located } from "../source/located.ts";
import type {
  ActionName,
  ActionSpec,
  BackupSpec,
  DrillSpec,
  FollowingSpec,
  JobSpec,
  PruneSpec,
  VerifySpec,
} from "../spec/spec.ts";
import { parseAmount } from "./amounts.ts";
import { parseAge, parseDuration } from "./durations.ts";
import { parsePeriod, quarterly } from "./periods.ts";
import type {
  ResolvedAge,
  ResolvedBackup,
  ResolvedDrill,
  ResolvedFollowing,
  ResolvedPrune,
  ResolvedSchedule,
  ResolvedVerify,
} from "./resolved-spec.ts";
import { resolveSchedule } from "./schedules.ts";
import { read, type Scope } from "./scope.ts";
import { parseSize } from "./sizes.ts";

const day = 86_400;
const hour = 3600;

/** Undefined when something is wrong with it, which was reported. */
export function resolveBackup(
  { value: spec, path: origin }: Located<BackupSpec>,
  job: JobSpec,
  scope: Scope,
): ResolvedBackup | undefined {
  const action = resolveAction(spec, "backup", job, 3 * day, scope);
  const fullIfOlderThan = resolveAge(spec.fullIfOlderThan, scope);
  if (!action || (spec.fullIfOlderThan && !fullIfOlderThan)) return undefined;
  return { origin, ...action, fullIfOlderThan, failUnreadable: spec.unreadable?.value === "fail" };
}

/** Undefined when something is wrong with it, which was reported. */
export function resolvePrune(
  { value: spec, path: origin, span }: Located<PruneSpec>,
  job: JobSpec,
  scope: Scope,
): ResolvedPrune | undefined {
  const { keepFull, keepIncrementalsOf } = spec;
  const hasPolicy = keepFull || spec.olderThan || keepIncrementalsOf;
  if (!hasPolicy) {
    scope.reporter.report("incomplete-job", "prune does not say what stays", {
      span,
      help: "say how many full backups do, such as keep_full: 12; or older_than, or keep_incrementals_of",
    });
  }
  const action = resolveFollowing(spec, "prune", job, scope);
  const olderThan = resolveAge(spec.olderThan, scope);
  if (!action || !hasPolicy || (spec.olderThan && !olderThan)) return undefined;
  return {
    origin,
    ...action,
    keepFull: keepFull?.value,
    olderThan,
    keepIncrementalsOf: keepIncrementalsOf?.value,
  };
}

/** Undefined when something is wrong with it, which was reported. */
export function resolveVerify(
  { value: spec, path: origin }: Located<VerifySpec>,
  job: JobSpec,
  scope: Scope,
): ResolvedVerify | undefined {
  const compareData = spec.compareData?.value ?? false;
  const written = spec.maxDifference;
  if (written && !compareData) {
    scope.reporter.report(
      "conflicting-settings",
      '"max_difference" means nothing without "compare_data"',
      { span: written.span, help: "add compare_data: true, or nothing is compared" },
    );
  }
  const action = resolveFollowing(spec, "verify", job, scope);
  const maxDifference = written && read(written, parseAmount, scope);
  if (!action || (written && !maxDifference)) return undefined;
  return { origin, ...action, compareData, maxDifference };
}

const defaultSample = { files: 20, mebibytes: 200 };

/** Undefined when something is wrong with it, which was reported. */
export function resolveDrill(
  { value: spec, path: origin }: Located<DrillSpec>,
  job: JobSpec,
  scope: Scope,
): ResolvedDrill | undefined {
  const action = resolveFollowing(spec, "drill", job, scope);
  const files = spec.files?.value ?? defaultSample.files;
  const mebibytes = spec.bytes ? read(spec.bytes, parseSize, scope) : defaultSample.mebibytes;
  const full = spec.full ? read(spec.full, parsePeriod, scope) : quarterly;
  if (!action || mebibytes === undefined || !full) return undefined;
  return { origin, ...action, files, mebibytes, fullAfter: full.seconds };
}

function resolveFollowing(
  spec: FollowingSpec,
  action: Exclude<ActionName, "backup">,
  job: JobSpec,
  scope: Scope,
): Omit<ResolvedFollowing, "origin"> | undefined {
  const { schedule, after, afterWarned } = spec;
  const conflict = (message: string, place: Located<unknown>, help: string) =>
    scope.reporter.report("conflicting-settings", message, { span: place.span, help });
  if (schedule && after) {
    conflict(
      `${action} has both "schedule" and "after"`,
      after,
      "it runs at times of its own, or after each backup",
    );
  }
  if (afterWarned && !after) {
    conflict('"after_warned" means nothing without "after"', afterWarned, "add after: backup");
  }
  const common = resolveAction(spec, action, job, 6 * hour, scope);
  if (!common || (schedule && after)) return undefined;
  return { ...common, after: after?.value, afterWarned: afterWarned?.value ?? false };
}

function resolveAge(written: Located<string> | undefined, scope: Scope): ResolvedAge | undefined {
  const age = written && read(written, parseAge, scope);
  return age && { seconds: age.seconds, text: age.interval };
}

function resolveAction(
  spec: ActionSpec,
  action: ActionName,
  job: JobSpec,
  defaultTimeout: number,
  scope: Scope,
): { schedule: ResolvedSchedule | undefined; timeout: number } | undefined {
  const owner = { ...scope.variables, action };
  const schedule = spec.schedule && resolveSchedule(spec.schedule, owner, scope);
  const limit = spec.timeout ?? job.timeout;
  const timeout = limit ? read(limit, parseDuration, scope)?.seconds : defaultTimeout;
  if ((spec.schedule && !schedule) || timeout === undefined) return undefined;
  return { schedule, timeout };
}
