import { secretFilesOf } from "../plan/notifiers.ts";
import type { ActionName, HostPlan, JobPlan, NotifierPlan, TargetPlan } from "../plan/plan.ts";
import { fitsUnitPath, optionalUnitPath } from "../systemd/path.ts";
import { plain } from "../systemd/text.ts";
import { setting, type UnitLine, unitComment } from "../systemd/unit.ts";

/** What a service is for. */
export type Purpose = ActionName | "restore";

/**
 * What a service may do under the system's manager: read what it has to, write its state and its target, use the network
 * as far as the target needs it (systemd.exec(5), "Sandboxing"; systemd.resource-control(5)).
 *
 * A run started by the timer must see what a run by hand sees, so a setting that hides a directory is left out of a job
 * that has business there. Not among the settings: RemoveIPC, which would delete the semaphores of the user's other
 * services, such as a database's.
 */
export function sandbox(host: HostPlan, job: JobPlan, purpose: Purpose): UnitLine[] {
  if (hasHooks(job, purpose)) {
    return [
      unitComment("Nobody knows what hooks have to do, so there is no sandbox around this job."),
      ...capabilities(host, job, purpose),
    ];
  }
  const hides = (setting: keyof typeof hiding) =>
    !hiding[setting].some((directory) => concerns(host, job, directory, purpose));
  const sending = mails(job, purpose);
  const written = [
    job.stateDir,
    ...sharedLock(host, job),
    ...targetDirectory(job),
    ...metricsDirectory(job, purpose),
    // Python cannot start duplicity without a temporary directory that it can write in.
    ...(hides("PrivateTmp") ? [] : hiding.PrivateTmp),
  ];
  return [
    unitComment("The whole system is there to read; only these are there to write, if they exist."),
    ...(sending ? [unitComment("So is what sendmail writes, which lies below /var.")] : []),
    yes("ProtectSystem", sending ? "full" : "strict"),
    ...written.map((path) => setting("ReadWritePaths", optionalUnitPath(path))),
    ...homes(host, job, purpose),
    unitComment("Whatever this has no need of is out of reach."),
    ...(hides("PrivateTmp") ? [yes("PrivateTmp")] : []),
    yes("PrivateMounts"),
    yes("ProtectControlGroups"),
    yes("ProtectProc", "invisible"),
    yes("ProcSubset", "pid"),
    yes("KeyringMode", "private"),
    ...capabilities(host, job, purpose),
    ...(sending
      ? [
          unitComment(
            "More is not: sendmail takes on the rights of the mail system (setuid, setgid).",
          ),
        ]
      : withoutNewPrivileges(job, purpose, hides)),
  ];
}

/** Settings that are, or that with User= imply, NoNewPrivileges (systemd.exec(5)); and what setuid would need. */
function withoutNewPrivileges(
  job: JobPlan,
  purpose: Purpose,
  hides: (setting: keyof typeof hiding) => boolean,
): UnitLine[] {
  return [
    yes("NoNewPrivileges"),
    ...network(job, purpose),
    ...(["PrivateDevices", "ProtectKernelModules"] as const).filter(hides).map((name) => yes(name)),
    setting("DevicePolicy", plain("closed")),
    yes("ProtectKernelTunables"),
    yes("ProtectKernelLogs"),
    yes("ProtectClock"),
    yes("ProtectHostname"),
    yes("RestrictNamespaces"),
    yes("RestrictRealtime"),
    // What is restored may have these bits.
    ...(purpose === "restore" ? [] : [yes("RestrictSUIDSGID")]),
    yes("LockPersonality"),
    yes("MemoryDenyWriteExecute"),
    setting("SystemCallArchitectures", plain("native")),
    setting("SystemCallFilter", plain("@system-service")),
    // Nor ~@privileged: duplicity gives copies in its cache the owner that they have, and as root calls setuid(2) on
    // itself; it does not survive a refusal of either (0.8.22, measured).
    setting("SystemCallFilter", plain("~@resources")),
    setting("SystemCallErrorNumber", plain("EPERM")),
  ];
}

/** Settings that put something else, or nothing, in the place of whole directories. */
const hiding = {
  PrivateTmp: ["/tmp", "/var/tmp"],
  PrivateDevices: ["/dev"],
  ProtectKernelModules: ["/lib/modules", "/usr/lib/modules"],
} as const;

/** The directories that ProtectHome= is about (systemd.exec(5)). */
const homeDirectories = ["/home", "/root", "/run/user"];

/**
 * Nobody's home is there when the job needs no more of them than its secrets. A target that Holdfast does not know, a
 * command and sendmail may need what lies there.
 */
function homes(host: HostPlan, job: JobPlan, purpose: Purpose): UnitLine[] {
  const secrets = secretsOf(job, purpose).filter((file) =>
    homeDirectories.some((directory) => isWithin(file, directory)),
  );
  const paths = [...businessOf(job, purpose), ...host.searchPath, ...sourcesOf(job, purpose)];
  if (
    job.target.kind === "other" ||
    told(job, purpose).some(({ way }) => way.kind === "mail" || way.kind === "command") ||
    !secrets.every(isBindable) ||
    homeDirectories.some((directory) => paths.some((path) => overlap(path, directory)))
  ) {
    return [yes("ProtectHome", "read-only")];
  }
  return [
    yes("ProtectHome", "tmpfs"),
    ...secrets.map((file) => setting("BindReadOnlyPaths", optionalUnitPath(file))),
  ];
}

/** Whether BindReadOnlyPaths= can name a path, in which a colon would end it. */
function isBindable(path: string): boolean {
  return !path.includes(":") && fitsUnitPath(path);
}

/** Whether a service has business in a directory. */
function concerns(host: HostPlan, job: JobPlan, directory: string, purpose: Purpose): boolean {
  const paths = [...businessOf(job, purpose), host.home, ...secretsOf(job, purpose)];
  return (
    paths.some((path) => isWithin(path, directory)) ||
    sourcesOf(job, purpose).some((source) => overlap(source, directory))
  );
}

/** Where a service has business, but for the sources, the secrets, and the user's home. */
function businessOf(job: JobPlan, purpose: Purpose): string[] {
  return [
    job.installedScript,
    job.stateDir,
    ...targetDirectory(job),
    ...metricsDirectory(job, purpose),
    ...job.conditions.mounted,
    job.conditions.free?.path ?? job.stateDir,
    ...job.guard.mounted,
    ...job.guard.sentinels,
  ];
}

/** The sources, as far as somebody reads them. */
function sourcesOf(job: JobPlan, purpose: Purpose): readonly string[] {
  return readsSource(purpose) ? job.sources : [];
}

function sharedLock(host: HostPlan, { lock }: JobPlan): string[] {
  return lock?.name ? [`${host.stateDir}/${lock.name}.lock`] : [];
}

function targetDirectory({ target }: JobPlan): string[] {
  return target.kind === "file" ? [target.directory] : [];
}

function metricsDirectory({ metrics }: JobPlan, purpose: Purpose): string[] {
  return metrics === null || purpose === "restore" ? [] : [metrics];
}

function secretsOf(job: JobPlan, purpose: Purpose): string[] {
  const read = job.secrets.filter(({ credential }) => credential === null);
  return [...read.map(({ file }) => file), ...told(job, purpose).flatMap(secretFilesOf)];
}

/** Who is told of a run; nobody of one that a person starts. */
function told({ notifiers }: JobPlan, purpose: Purpose): readonly NotifierPlan[] {
  return purpose === "restore" ? [] : notifiers;
}

function mails(job: JobPlan, purpose: Purpose): boolean {
  return told(job, purpose).some(({ way }) => way.kind === "mail");
}

function overlap(one: string, other: string): boolean {
  return isWithin(one, other) || isWithin(other, one);
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === "/" ? "/" : `${directory}/`);
}

/**
 * To read everything; for root, to write into directories that may belong to somebody else; and, to restore, to
 * give files away with all that belongs to them. A user keeps them through programs that are started, and duplicity asks
 * access(2) whether it can read a file, which knows of a user's capabilities only with no-setuid-fixup: without it,
 * duplicity leaves files out and exits 0 (0.8.22, measured).
 */
function capabilities(host: HostPlan, job: JobPlan, purpose: Purpose): UnitLine[] {
  const root = host.user === "root";
  const reads = readsSource(purpose) && (root || job.readsAll);
  const writes = root && [...targetDirectory(job), ...metricsDirectory(job, purpose)].length > 0;
  const held = [
    ...(purpose === "restore" ? ["CAP_CHOWN", "CAP_FOWNER", "CAP_FSETID"] : []),
    ...(purpose === "restore" || writes ? ["CAP_DAC_OVERRIDE"] : []),
    ...(purpose === "restore" || reads ? ["CAP_DAC_READ_SEARCH"] : []),
  ].join(" ");
  const value = held === "" ? [] : [plain(held)];
  return [
    ...(hasHooks(job, purpose) || mails(job, purpose)
      ? []
      : [setting("CapabilityBoundingSet", ...value)]),
    ...(root || held === ""
      ? []
      : [
          setting("AmbientCapabilities", ...value),
          setting("SecureBits", plain("no-setuid-fixup")),
        ]),
  ];
}

/**
 * Unless somebody is told: none for a directory; nothing but this machine when the target, or the proxy to it, is here.
 */
function network(job: JobPlan, purpose: Purpose): UnitLine[] {
  const { target } = job;
  const families = (text: string) => setting("RestrictAddressFamilies", plain(text));
  const open = told(job, purpose).length > 0;
  if (target.kind === "file" && !open) return [yes("PrivateNetwork"), families("AF_UNIX")];
  const restricted =
    isReachedLocally(target) && !open
      ? [setting("IPAddressDeny", plain("any")), setting("IPAddressAllow", plain("localhost"))]
      : [];
  return [...restricted, families("AF_UNIX AF_INET AF_INET6")];
}

function isReachedLocally(target: TargetPlan): boolean {
  if (target.kind !== "rsync-daemon") return false;
  const server = target.proxy?.address ?? target.moduleUrl.replace(/^.*@|::.*$/g, "");
  return /^(localhost|127(\.[0-9]+){3}|\[::1\])(:[0-9]+)?$/.test(server);
}

/** Whether hooks run in the service: around its action, or around one that follows in the same run. */
function hasHooks({ hooks, actions }: JobPlan, purpose: Purpose): boolean {
  const steps = actions.filter(({ action, after }) => action === purpose || after === purpose);
  return Object.values(hooks)
    .flat()
    .some((hook) => steps.some(({ action }) => hook.actions.includes(action)));
}

function readsSource(purpose: Purpose): boolean {
  return purpose !== "prune" && purpose !== "restore";
}

function yes(name: string, value = "yes"): UnitLine {
  return setting(name, plain(value));
}
