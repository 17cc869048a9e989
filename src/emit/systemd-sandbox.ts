import type { HostPlan, JobPlan } from "../plan/plan.ts";
import { fitsUnitPath, optionalUnitPath } from "../systemd/path.ts";
import { plain } from "../systemd/text.ts";
import { setting, type UnitLine, unitComment } from "../systemd/unit.ts";
import {
  businessOf,
  hasHooks,
  isWithin,
  mails,
  metricsDirectory,
  overlap,
  type Purpose,
  secretsOf,
  sharedLock,
  sourcesOf,
  targetDirectory,
  told,
} from "./systemd-needs.ts";
import { capabilities, network } from "./systemd-rights.ts";

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
      ...capabilities(job, purpose),
    ];
  }
  const hides = (setting: keyof typeof hiding) =>
    !hiding[setting].some((directory) => concerns(job, directory, purpose));
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
    ...capabilities(job, purpose),
    setting("DevicePolicy", plain("closed")),
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
function concerns(job: JobPlan, directory: string, purpose: Purpose): boolean {
  const paths = [...businessOf(job, purpose), job.home, ...secretsOf(job, purpose)];
  return (
    paths.some((path) => isWithin(path, directory)) ||
    sourcesOf(job, purpose).some((source) => overlap(source, directory))
  );
}

function yes(name: string, value = "yes"): UnitLine {
  return setting(name, plain(value));
}
