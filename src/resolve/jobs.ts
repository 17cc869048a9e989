import { quote } from "../diagnostics/words.ts";
import { longestGap } from "../schedule/gaps.ts";
import type { DuplicitySpec, EncryptionSpec, JobSpec, MetricsSpec, Named } from "../spec/spec.ts";
import { resolveAccount } from "./accounts.ts";
import { resolveBackup, resolveDrill, resolvePrune, resolveVerify } from "./actions.ts";
import { parseCipher } from "./ciphers.ts";
import { resolveConditions } from "./conditions.ts";
import { parseAge } from "./durations.ts";
import { resolveGuard } from "./guard.ts";
import { resolveHooks } from "./hooks.ts";
import { resolveLimits } from "./limits.ts";
import { resolveLock } from "./lock.ts";
import { resolveNotifier } from "./notifiers.ts";
import { parseOption } from "./options.ts";
import { type Parsed, refused } from "./parsed.ts";
import { parsePath } from "./paths.ts";
import type {
  ResolvedBackup,
  ResolvedDuplicity,
  ResolvedEncryption,
  ResolvedJob,
} from "./resolved-spec.ts";
import { resolveRetry } from "./retry.ts";
import { read, readFilled, readPath, type Scope } from "./scope.ts";
import { resolveSecret } from "./secrets.ts";
import { resolveSelection } from "./selection.ts";
import { parseSize } from "./sizes.ts";
import { resolveTarget } from "./targets/target.ts";

const defaultVolsize = 200;

/**
 * Undefined when something is wrong with it, which was reported.
 *
 * @param hostMetrics what the host says for jobs that do not say it themselves
 */
export function resolveJob(
  named: Named<JobSpec>,
  hostMetrics: MetricsSpec | undefined,
  scope: Scope,
): ResolvedJob | undefined {
  const spec = named.value;
  reportMissing(named, scope);
  const sources = resolveAll(spec.sources, (source) =>
    readFilled(source, parseSource(scope), scope),
  );
  const select = resolveSelection(spec, sources?.[0] === undefined ? undefined : sources, scope);
  const target = spec.target && resolveTarget(spec.target, scope);
  const encryption = spec.encryption && resolveEncryption(spec.encryption, scope);
  const duplicity = resolveDuplicity(spec.duplicity, scope);
  const account = spec.runAs
    ? resolveAccount(spec.runAs, scope)
    : { user: scope.variables.user, home: scope.home };
  const backup = spec.backup && resolveBackup(spec.backup, spec, scope);
  const prune = spec.prune && resolvePrune(spec.prune, spec, scope);
  const verify = spec.verify && resolveVerify(spec.verify, spec, scope);
  const drill = spec.drill && resolveDrill(spec.drill, spec, scope);
  const hooks = resolveHooks(spec.hooks, scope);
  const notifiers = spec.notify.map((notification) => resolveNotifier(notification, scope));
  const metricsSpec = spec.metrics ?? hostMetrics;
  const metrics =
    metricsSpec && readFilled(metricsSpec.textfile, (text) => parsePath(text, scope.home), scope);
  const maxAge = spec.maxAge && read(spec.maxAge, parseAge, scope);
  const conditions = resolveConditions(spec.conditions, scope);
  const guard = resolveGuard(spec.guard, scope);
  const lock = resolveLock(spec.lock, scope);
  const limits = resolveLimits(spec.limits, scope);
  const retryWaits = spec.retry ? resolveRetry(spec.retry.value, scope) : [];
  const complete = sources && sources.length > 0 && select && target && encryption && duplicity;
  if (!complete || !account || isWrong(spec.backup, backup) || isWrong(spec.prune, prune))
    return undefined;
  if (isWrong(spec.verify, verify) || isWrong(spec.drill, drill)) return undefined;
  if (!conditions || !guard || !lock || !limits || !retryWaits || !hooks) return undefined;
  if (isWrong(spec.maxAge, maxAge) || isWrong(metricsSpec, metrics)) return undefined;
  if (!notifiers.every((notifier) => notifier !== undefined)) return undefined;
  if (backup && !verify && !drill) reportUnverified(named, scope);
  return {
    name: named.name.value,
    origin: named.name.path,
    ...account,
    sources,
    select,
    target,
    encryption,
    duplicity,
    maxAge: maxAge?.seconds ?? defaultMaxAge(backup),
    conditions,
    guard,
    lock,
    limits,
    retryWaits,
    notifiers,
    metrics,
    backup,
    prune,
    verify,
    drill,
    hooks,
  };
}

function isWrong(written: unknown, resolved: unknown): boolean {
  return written !== undefined && resolved === undefined;
}

/** The default of `max_age`: one backup may be missed, not two. */
function defaultMaxAge(backup: ResolvedBackup | undefined): number | undefined {
  return backup?.schedule && 2 * longestGap(backup.schedule.schedule);
}

function reportMissing({ name, value }: Named<JobSpec>, { reporter }: Scope): void {
  const needs = { source: value.sources[0], target: value.target, encryption: value.encryption };
  for (const [key, written] of Object.entries(needs)) {
    if (written) continue;
    const help =
      key === "encryption"
        ? "a passphrase, or encryption: none to say aloud that there is none"
        : 'write it here, or under "defaults" for every job';
    reporter.report("incomplete-job", `job ${quote(name.value)} has no ${quote(key)}`, {
      span: name.span,
      help,
    });
  }
  if (value.backup) return;
  const { prune, verify, drill } = value;
  for (const [action, written] of Object.entries({ prune, verify, drill })) {
    if (!written) continue;
    const message = `job ${quote(name.value)} has ${quote(action)} and never backs up`;
    reporter.report("action-without-backup", message, {
      span: written.span,
      help: "add backup; backup: {} is one that is run by hand",
    });
  }
  if (prune ?? verify ?? drill) return;
  reporter.report("job-without-backup", `job ${quote(name.value)} never backs up`, {
    span: name.span,
    help: 'add backup, such as backup: { schedule: "5 3 * * 2" }',
  });
}

function reportUnverified({ name }: Named<JobSpec>, { reporter }: Scope): void {
  const message = `nothing ever tries whether the archive of job ${quote(name.value)} can be restored`;
  reporter.report("unverified-job", message, {
    span: name.span,
    help: 'add drill: { schedule: "monthly 1 12:00" }, or verify; drill: {} is one that is run by hand',
  });
}

/** A directory or file to back up. duplicity 0.8.22 expands variables of the environment in it, and knows no escape. */
function parseSource(scope: Scope): (text: string) => Parsed<string> {
  return (text) => {
    const path = parsePath(text, scope.home);
    const match = path.ok ? /\$[A-Za-z0-9_{]/.exec(text) : undefined;
    if (!match) return path;
    const message = `duplicity would take the ${quote("$")} in this path for a variable of the environment`;
    const help = "back up the directory above it, or rename it";
    return refused("dollar-in-path", message, help, { start: match.index, end: text.length });
  };
}

function resolveEncryption(spec: EncryptionSpec, scope: Scope): ResolvedEncryption | undefined {
  if (spec.kind === "none") return spec;
  const passphrase = resolveSecret(spec.passphrase, scope);
  const previous = resolveAll(spec.previous, (secret) => resolveSecret(secret, scope));
  const cipher = spec.cipher && read(spec.cipher, parseCipher, scope);
  if (!passphrase || !previous || isWrong(spec.cipher, cipher)) return undefined;
  return { kind: "symmetric", passphrase, previous, cipher };
}

function resolveDuplicity(spec: DuplicitySpec, scope: Scope): ResolvedDuplicity | undefined {
  const executable = spec.executable && readPath(spec.executable, scope);
  const volsize = spec.volsize ? read(spec.volsize, parseSize, scope) : defaultVolsize;
  const options = resolveAll(spec.options, (option) => read(option, parseOption, scope));
  if (isWrong(spec.executable, executable) || volsize === undefined || !options) return undefined;
  return { executable, volsize, options };
}

/** All of them, each looked at; undefined when one is wrong. */
function resolveAll<Written, Resolved>(
  written: readonly Written[],
  resolve: (one: Written) => Resolved | undefined,
): readonly Resolved[] | undefined {
  const resolved = written.map(resolve);
  return resolved.every((one) => one !== undefined) ? resolved : undefined;
}
