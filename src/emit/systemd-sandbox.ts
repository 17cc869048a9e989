import { secretFilesOf } from "../plan/notifiers.ts";
import type { HostPlan, JobPlan } from "../plan/plan.ts";
import { optionalUnitPath } from "../systemd/path.ts";
import { plain } from "../systemd/text.ts";
import { setting, type UnitLine, unitComment } from "../systemd/unit.ts";

/**
 * What a job may do under the system's manager: read what its user may read, write its state and its target, use the
 * network (systemd.exec(5), "Sandboxing").
 *
 * A run started by the timer must see what a run by hand sees, so a setting that hides a directory is left out of a job
 * that has business there. Not among the settings: RemoveIPC (would delete objects of the user's other services), and
 * any that cuts off name lookups, from which duplicity learns the host name that it compares with the archive's.
 */
export function sandbox(host: HostPlan, job: JobPlan): UnitLine[] {
  if (Object.values(job.hooks).some((hooks) => hooks.length > 0)) {
    return [
      unitComment("Nobody knows what hooks have to do, so there is no sandbox around this job."),
    ];
  }
  const mails = job.notifiers.some(({ way }) => way.kind === "mail");
  const hides = (setting: keyof typeof hiding) =>
    !hiding[setting].some((directory) => concerns(host, job, directory));
  // Python cannot start duplicity without a temporary directory that it can write in.
  const temporary = hides("PrivateTmp") ? [] : hiding.PrivateTmp;
  return [
    unitComment("The whole system is there to read; only these are there to write, if they exist."),
    ...(mails ? [unitComment("So is what sendmail writes, which lies below /var.")] : []),
    yes("ProtectSystem", mails ? "full" : "strict"),
    yes("ProtectHome", "read-only"),
    ...[
      job.stateDir,
      ...sharedLock(host, job),
      ...targetDirectory(job),
      ...metricsDirectory(job),
      ...temporary,
    ].map((path) => setting("ReadWritePaths", optionalUnitPath(path))),
    unitComment("Whatever a backup has no need of is out of reach."),
    ...(hides("PrivateTmp") ? [yes("PrivateTmp")] : []),
    yes("PrivateMounts"),
    yes("ProtectControlGroups"),
    yes("ProtectProc", "invisible"),
    ...(mails
      ? [
          unitComment(
            "More is not: sendmail takes on the rights of the mail system (setuid, setgid).",
          ),
        ]
      : withoutNewPrivileges(host, job, hides)),
  ];
}

/** Settings that are, or that with User= imply, NoNewPrivileges (systemd.exec(5)); and what setuid would need. */
function withoutNewPrivileges(
  host: HostPlan,
  job: JobPlan,
  hides: (setting: keyof typeof hiding) => boolean,
): UnitLine[] {
  const root = host.user === "root";
  return [
    yes("NoNewPrivileges"),
    setting("CapabilityBoundingSet", ...(root ? [plain(rootCapabilities(job))] : [])),
    ...(["PrivateDevices", "ProtectKernelModules"] as const).filter(hides).map((name) => yes(name)),
    yes("ProtectKernelTunables"),
    yes("ProtectKernelLogs"),
    yes("ProtectClock"),
    yes("ProtectHostname"),
    yes("RestrictNamespaces"),
    yes("RestrictRealtime"),
    yes("RestrictSUIDSGID"),
    yes("LockPersonality"),
    yes("MemoryDenyWriteExecute"),
    setting("RestrictAddressFamilies", plain("AF_UNIX AF_INET AF_INET6")),
    setting("SystemCallArchitectures", plain("native")),
    setting("SystemCallFilter", plain("@system-service")),
    // duplicity started by root calls setuid(2) on itself, and does not survive a refusal (0.8.22, measured).
    setting("SystemCallFilter", plain(root ? "~@resources" : "~@privileged @resources")),
    setting("SystemCallErrorNumber", plain("EPERM")),
  ];
}

/** Settings that put something else, or nothing, in the place of whole directories. */
const hiding = {
  PrivateTmp: ["/tmp", "/var/tmp"],
  PrivateDevices: ["/dev"],
  ProtectKernelModules: ["/lib/modules", "/usr/lib/modules"],
} as const;

/** Whether a job's files lie in a directory, or the directory in what is backed up. */
function concerns(host: HostPlan, job: JobPlan, directory: string): boolean {
  const secrets = [
    ...job.secrets.map(({ file }) => file),
    ...job.notifiers.flatMap((notifier) => secretFilesOf(notifier)),
  ];
  const conditions = [...job.conditions.mounted, job.conditions.free?.path ?? job.stateDir];
  const paths = [
    host.home,
    job.installedScript,
    job.stateDir,
    ...targetDirectory(job),
    ...metricsDirectory(job),
    ...secrets,
    ...conditions,
    ...job.guard.mounted,
    ...job.guard.sentinels,
  ];
  return (
    job.sources.some((source) => isWithin(directory, source) || isWithin(source, directory)) ||
    paths.some((path) => isWithin(path, directory))
  );
}

function sharedLock(host: HostPlan, { lock }: JobPlan): string[] {
  return lock?.name ? [`${host.stateDir}/${lock.name}.lock`] : [];
}

function targetDirectory({ target }: JobPlan): string[] {
  return target.kind === "file" ? [target.directory] : [];
}

function metricsDirectory({ metrics }: JobPlan): string[] {
  return metrics === null ? [] : [metrics];
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === "/" ? "/" : `${directory}/`);
}

/** To read everything; and to write into directories that may belong to somebody else. */
function rootCapabilities(job: JobPlan): string {
  return job.target.kind === "file" || job.metrics !== null
    ? "CAP_DAC_READ_SEARCH CAP_DAC_OVERRIDE"
    : "CAP_DAC_READ_SEARCH";
}

function yes(name: string, value = "yes"): UnitLine {
  return setting(name, plain(value));
}
