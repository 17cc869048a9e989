import { escapeGlob } from "../resolve/globs.ts";
import type {
  ResolvedAction,
  ResolvedConditions,
  ResolvedEncryption,
  ResolvedFollowing,
  ResolvedHook,
  ResolvedHost,
  ResolvedJob,
  ResolvedLock,
  ResolvedSchedule,
  ResolvedSecret,
  ResolvedSpec,
} from "../resolve/resolved-spec.ts";
import { formatSpecPath } from "../source/spec-path.ts";
import { planNotifier } from "./notifiers.ts";
import type {
  ActionName,
  ActionPlan,
  ConditionsPlan,
  HookPlan,
  HostPlan,
  JobPlan,
  LockPlan,
  Plan,
  SecretPlan,
} from "./plan.ts";
import { planTarget } from "./target.ts";

/** The same for every user on every Unix; what the host adds comes first. */
export const SAFE_PATH = [
  "/usr/local/sbin",
  "/usr/local/bin",
  "/usr/sbin",
  "/usr/bin",
  "/sbin",
  "/bin",
] as const;

/**
 * What will be run, and when: the last step that knows duplicity, and the first that knows nothing of the spec.
 *
 * @param spec the name to show as the origin, without a directory
 */
export function buildPlan(resolved: ResolvedSpec, spec: string): Plan {
  return { spec, hosts: resolved.hosts.map(planHost) };
}

function planHost(host: ResolvedHost): HostPlan {
  return {
    name: host.name,
    origin: formatSpecPath(host.origin),
    user: host.user,
    home: host.home,
    scheduler: host.scheduler,
    dialect: host.dialect,
    style: host.style,
    timezone: host.timezone ?? null,
    scope: host.scope,
    installDir: host.installDir,
    stateDir: host.stateDir,
    searchPath: [...host.path, ...SAFE_PATH],
    jobs: host.jobs.map((job) => planJob(host, job)),
  };
}

function planJob(host: ResolvedHost, job: ResolvedJob): JobPlan {
  return {
    name: job.name,
    origin: formatSpecPath(job.origin),
    user: job.user,
    home: job.home,
    throughSudo: goesThroughSudo(host, job),
    installedScript: `${host.installDir}/jobs/${job.name}.sh`,
    stateDir: `${host.stateDir}/${job.name}`,
    sources: job.sources,
    readsAll: readsAll(host, job),
    ...planSelection(job, `${host.stateDir}/${job.name}`),
    target: planTarget(job.target, job.name, host.style),
    gpgOptions: gpgOptions(job.encryption),
    secrets: planSecrets(host, job),
    duplicity: job.duplicity.executable ?? "duplicity",
    volsize: job.duplicity.volsize,
    extraOptions: job.duplicity.options,
    // Of what a crontab line does itself there is no record to be too old.
    maxAge: host.style === "inline" ? null : (job.maxAge ?? null),
    conditions: planConditions(job.conditions, `${host.stateDir}/${job.name}`),
    guard: { ...job.guard, maxShrink: job.guard.maxShrink ?? null },
    lock: planLock(job.lock),
    limits: {
      nice: job.limits.nice ?? null,
      ionice: job.limits.ionice ?? null,
      bandwidth: job.limits.bandwidth ?? null,
    },
    retryWaits: job.retryWaits,
    notifiers: job.notifiers.map(planNotifier),
    metrics: job.metrics ?? null,
    actions: planActions(host, job),
    hooks: planHooks(host, job),
  };
}

/** Units of the system name the job's user themselves, and root becomes anybody. */
function goesThroughSudo({ user, scheduler }: ResolvedHost, job: ResolvedJob): boolean {
  return job.user !== user && user !== "root" && scheduler === "cron";
}

/** Only units of the system can give a user rights; root has them anyway, and what lies in a home is its user's. */
function readsAll(
  { scheduler, scope }: ResolvedHost,
  { user, home, sources }: ResolvedJob,
): boolean {
  const canBeGiven = scheduler === "systemd" && scope === "system" && user !== "root";
  return canBeGiven && sources.some((source) => source !== home && !isBelow(source, home));
}

/**
 * One source is duplicity's own root. Several are picked out of `/`: their lines come after the user's, so that these
 * decide first, and nothing else is in. What the job keeps for itself is never in: it changes while it is read, and
 * would make every backup hold the last one's cache.
 */
function planSelection(
  job: ResolvedJob,
  stateDir: string,
): Pick<JobPlan, "sourceRoot" | "selection"> {
  const holdsState = job.sources.some((source) => isBelow(stateDir, source));
  const own = holdsState ? [`--exclude=${escapeGlob(stateDir)}`] : [];
  const lines = job.select.map(({ kind, pattern }) => `--${kind}=${pattern}`);
  const [only, ...others] = job.sources;
  if (only !== undefined && others.length === 0) {
    return { sourceRoot: only, selection: [...own, ...lines] };
  }
  const sources = job.sources.map((source) => `--include=${escapeGlob(source)}`);
  return { sourceRoot: "/", selection: [...own, ...lines, ...sources, "--exclude=**"] };
}

function planConditions(conditions: ResolvedConditions, stateDir: string): ConditionsPlan {
  const { free } = conditions;
  return {
    ...conditions,
    free: free ? { path: free.path ?? `${stateDir}/tmp`, atLeast: free.atLeast } : null,
  };
}

function planLock({ name, wait }: ResolvedLock): LockPlan | null {
  return name === undefined && wait === undefined
    ? null
    : { name: name ?? null, wait: wait ?? null };
}

function isBelow(path: string, directory: string): boolean {
  return path.startsWith(directory.endsWith("/") ? directory : `${directory}/`);
}

/**
 * gpg asks its agent for nothing but a good number of hash rounds; named here, none is started or asked (gpg 2.2.40 and
 * 2.4.7, measured). The number is the highest that OpenPGP can express (RFC 4880, 3.7.1.3).
 *
 * Nobody but gpg compresses an encrypted archive. zlib's fastest level takes two thirds of the time of gpg's own choice
 * (zip, level 6) and sends less, as its window is four times as large (docs/adr/0006-compression.md).
 */
function gpgOptions(encryption: ResolvedEncryption): string[] | null {
  if (encryption.kind === "none") return null;
  const cipher = encryption.cipher === undefined ? [] : [`--cipher-algo=${encryption.cipher}`];
  return [...cipher, "--compress-algo=zlib", "--compress-level=1", "--s2k-count=65011712"];
}

function planSecrets({ scheduler, scope }: ResolvedHost, job: ResolvedJob): SecretPlan[] {
  const { encryption, target } = job;
  const ofSystem = scheduler === "systemd" && scope === "system";
  const secrets: SecretPlan[] = [];
  const add = (purpose: SecretPlan["purpose"], secret: ResolvedSecret | undefined) => {
    if (secret) {
      const { name = null, copy = null } = secret;
      const credential = (ofSystem && secret.credential) || null;
      const places = secret.encrypted
        ? { file: `/run/credentials/${credential}`, encrypted: secret.file }
        : { file: secret.file, encrypted: null };
      secrets.push({ purpose, name, credential, ...places, copy });
    }
  };
  if (encryption.kind === "symmetric") {
    add("passphrase", encryption.passphrase);
    for (const former of encryption.previous) add("previous-passphrase", former);
  }
  if (target.kind === "rsync-daemon") {
    add("rsync-password", target.password);
    add("proxy-password", target.proxy?.login?.password);
  }
  return secrets;
}

function planActions(
  host: ResolvedHost,
  { backup, prune, verify, drill }: ResolvedJob,
): ActionPlan[] {
  const actions: ActionPlan[] = [];
  if (backup) {
    const fullIfOlderThan = backup.fullIfOlderThan?.text ?? null;
    const { failUnreadable } = backup;
    actions.push({
      action: "backup",
      ...planAction(host, backup),
      fullIfOlderThan,
      failUnreadable,
    });
  }
  if (prune) {
    const { keepFull = null, olderThan = null, keepIncrementalsOf = null } = prune;
    const policies = { keepFull, olderThan, keepIncrementalsOf };
    actions.push({ action: "prune", ...planAction(host, prune), ...policies });
  }
  if (verify) {
    const { compareData, maxDifference = null } = verify;
    actions.push({ action: "verify", ...planAction(host, verify), compareData, maxDifference });
  }
  if (drill) {
    const { files, mebibytes, fullAfter = null } = drill;
    actions.push({ action: "drill", ...planAction(host, drill), files, mebibytes, fullAfter });
  }
  return actions;
}

/** The host's own zone is its clock's, and needs no name. */
function planSchedule(
  { timezone: own }: ResolvedHost,
  { schedule, text }: ResolvedSchedule,
): ActionPlan["schedule"] {
  const rules = schedule.rules.map((rule) =>
    rule.timezone === own ? { ...rule, timezone: null } : rule,
  );
  return { value: { ...schedule, rules }, text };
}

function planHooks(host: ResolvedHost, job: ResolvedJob): JobPlan["hooks"] {
  const actions = planActions(host, job).map(({ action }) => action);
  const planTurn = (hooks: readonly ResolvedHook[]) =>
    hooks.map((hook) => planHook(hook, actions)).filter((hook) => hook.actions.length > 0);
  const { before, after, on_success, on_failure, finally: last } = job.hooks;
  return {
    before: planTurn(before),
    after: planTurn(after),
    on_success: planTurn(on_success),
    on_failure: planTurn(on_failure),
    finally: planTurn(last),
  };
}

function planHook(hook: ResolvedHook, actions: readonly ActionName[]): HookPlan {
  const place = formatSpecPath(hook.origin.slice(-3));
  const { command } = hook;
  return {
    place,
    // The shell calls itself by the word after the code, in what it has to say of it.
    command: "run" in command ? command.run : ["/bin/sh", "-e", "-c", command.shell, place],
    timeout: hook.timeout,
    actions: actions.filter((action) => hook.actions?.includes(action) ?? true),
  };
}

/** What every action has; a backup comes after nothing. */
function planAction(host: ResolvedHost, action: ResolvedAction & Partial<ResolvedFollowing>) {
  const { origin, schedule, after, afterWarned, timeout } = action;
  return {
    origin: formatSpecPath(origin),
    schedule: schedule ? planSchedule(host, schedule) : null,
    after: after ?? null,
    afterWarned: afterWarned ?? false,
    timeout,
  };
}
