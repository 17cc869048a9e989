import { parseRules } from "../schedule/parse.ts";
import type { Located } from "../source/located.ts";
import type { ActionSpec, BackupSpec, JobSpec, PruneSpec } from "../spec/spec.ts";
import { parseAge, parseDuration } from "./durations.ts";
import { type Parsed, parsed, refused } from "./parsed.ts";
import type { ResolvedBackup, ResolvedPrune, ResolvedSchedule } from "./resolved-spec.ts";
import { read, type Scope } from "./scope.ts";

const day = 86_400;
const hour = 3600;

/** Undefined when something is wrong with it, which was reported. */
export function resolveBackup(
  { value: spec, path: origin }: Located<BackupSpec>,
  job: JobSpec,
  scope: Scope,
): ResolvedBackup | undefined {
  const action = resolveAction(spec, "backup", job, 3 * day, scope);
  const written = spec.fullIfOlderThan;
  const age = written && read(written, parseAge, scope);
  if (!action || (written && !age)) return undefined;
  const fullIfOlderThan = age && { seconds: age.seconds, text: age.interval };
  return { origin, ...action, fullIfOlderThan };
}

/** Undefined when something is wrong with it, which was reported. */
export function resolvePrune(
  { value: spec, path: origin, span }: Located<PruneSpec>,
  job: JobSpec,
  scope: Scope,
): ResolvedPrune | undefined {
  const { reporter } = scope;
  const { schedule, after, afterWarned, keepFull } = spec;
  const conflict = (message: string, place: Located<unknown>, help: string) =>
    reporter.report("conflicting-settings", message, { span: place.span, help });
  if (schedule && after) {
    conflict(
      'prune has both "schedule" and "after"',
      after,
      "it runs at times of its own, or after each backup",
    );
  }
  if (afterWarned && !after) {
    conflict('"after_warned" means nothing without "after"', afterWarned, "add after: backup");
  }
  if (!keepFull) {
    reporter.report("incomplete-job", 'prune does not say "keep_full"', {
      span,
      help: "say how many full backups stay, such as keep_full: 12",
    });
  }
  const action = resolveAction(spec, "prune", job, 6 * hour, scope);
  if (!action || !keepFull || (schedule && after)) return undefined;
  return {
    origin,
    ...action,
    after: after?.value,
    afterWarned: afterWarned?.value ?? false,
    keepFull: keepFull.value,
  };
}

function resolveAction(
  spec: ActionSpec,
  action: "backup" | "prune",
  job: JobSpec,
  defaultTimeout: number,
  scope: Scope,
): { schedule: ResolvedSchedule | undefined; timeout: number } | undefined {
  const owner = { ...scope.variables, action };
  const schedule = spec.schedule && read(spec.schedule, (text) => parse(text, owner), scope);
  const limit = spec.timeout ?? job.timeout;
  const timeout = limit ? read(limit, parseDuration, scope)?.seconds : defaultTimeout;
  if ((spec.schedule && !schedule) || timeout === undefined) return undefined;
  return { schedule, timeout };
}

function parse(text: string, owner: Parameters<typeof parseRules>[1]): Parsed<ResolvedSchedule> {
  const result = parseRules(text, owner);
  if (result.ok) {
    const { rules } = result;
    return rules.some(
      ({ daysOfMonth, daysOfWeek }) => daysOfMonth.length < 31 && daysOfWeek.length < 7,
    ) || rules.length > 1
      ? refused(
          "invalid-schedule",
          "day of month and day of week are both set, which every cron daemon reads in its own way",
          "set one of them",
        )
      : parsed({ schedule: { rules, catchUp: false }, text });
  }
  const { message, help, start, end } = result.problem;
  return refused("invalid-schedule", message, help, { start, end });
}
