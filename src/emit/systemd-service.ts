import type { ActionName, HostPlan, JobPlan, SecretPlan, WayPlan } from "../plan/plan.ts";
import { credentialSource } from "../systemd/credential.ts";
import { environmentValue } from "../systemd/environment.ts";
import {
  belowInstancePath,
  type ExecArgument,
  execArgument,
  execProgram,
  instanceArgument,
  wordsOfVariable,
} from "../systemd/exec.ts";
import { instancePath } from "../systemd/path.ts";
import { description, plain } from "../systemd/text.ts";
import { section, setting, type UnitLine, unitComment } from "../systemd/unit.ts";
import { type UnitName, unitName } from "../systemd/unit-name.ts";
import { endingTime } from "./ending-time.ts";
import type { ScheduledAction } from "./scheduled-actions.ts";
import { awakeUnit } from "./systemd-awake.ts";
import { sandbox } from "./systemd-sandbox.ts";
import { TOR_ADDRESS } from "./tor.ts";

/** The service that runs a scheduled action. */
export function actionLines(host: HostPlan, { job, action }: ScheduledAction): UnitLine[] {
  return [
    section("Unit"),
    setting("Description", description(`${job.name}: ${action}`)),
    ...network(host, job),
    // The job's conditions are left to its script: a Condition= would skip a run without a record.
    unitComment("As long as this runs, the machine does not go to sleep by itself."),
    setting("Wants", awakeUnit),
    setting("OnFailure", notifyUnit(job, action)),
    section("Service"),
    ...running(host, job, [execArgument("scheduled"), execArgument(action)]),
    ...weights(job),
    ...(host.scope === "system" ? sandbox(host, job, action) : []),
  ];
}

/** The template of services that tell of an action that failed, or an instance of it. */
export function notifyUnit({ name }: JobPlan, action: ActionName | "" = ""): UnitName {
  return unitName(`holdfast-${name}-notify@${action}`, "service");
}

/** Nothing that can be missing, such as a credential, keeps it from being started. */
export function notifyLines(host: HostPlan, job: JobPlan): UnitLine[] {
  return [
    section("Unit"),
    setting("Description", description(`${job.name}: tell that an action failed`)),
    section("Service"),
    setting("Type", plain("oneshot")),
    setting(
      "ExecStart",
      execProgram("/bin/sh"),
      execArgument(job.installedScript),
      execArgument("notify"),
      instanceArgument,
      wordsOfVariable("MONITOR_SERVICE_RESULT"),
      wordsOfVariable("MONITOR_EXIT_STATUS"),
    ),
    unitComment("The codes of the runs that it tells of."),
    setting("SuccessExitStatus", plain("78 137")),
    ...(host.scope === "system" ? [setting("User", plain(job.user))] : []),
    setting("Slice", plain("holdfast.slice")),
    setting("TimeoutStartSec", plain(`${endingTime(job)}s`)),
    setting("UMask", plain("0077")),
    ...(host.scope === "system" ? sandbox(host, job, "notify") : []),
  ];
}

/** The template of services that restore: their instance names the directory below which they do. */
export function restoreLines(host: HostPlan, job: JobPlan): UnitLine[] {
  const instance = `holdfast-${job.name}-restore@srv-restored.service`;
  const guide = `
Restores all files, with their owners, into /srv/restored/${job.name}, which must not be there yet:
  mkdir -p /srv/restored
  systemctl start ${instance}
Other directories are written as "systemd-escape --path" says. For an older state, or a part:
  systemctl edit --runtime ${instance}
  [Service]
  Environment="RESTORE_OPTIONS=--time 3D --path letters/2026"`;
  return [
    ...guide.split("\n").map(unitComment),
    section("Unit"),
    setting("Description", description(`${job.name}: restore`)),
    ...network(host, job),
    section("Service"),
    setting("Environment", environmentValue("RESTORE_OPTIONS", "")),
    ...running(host, job, [
      execArgument("restore"),
      belowInstancePath(job.name),
      wordsOfVariable("RESTORE_OPTIONS"),
    ]),
    unitComment("Where it writes, even if the directory is hidden from it below."),
    setting("BindPaths", instancePath),
    setting("ReadWritePaths", instancePath),
    ...sandbox(host, job, "restore"),
  ];
}

/** The script, and how its end is brought about. */
function running(host: HostPlan, job: JobPlan, words: readonly ExecArgument[]): UnitLine[] {
  return [
    setting("Type", plain("oneshot")),
    setting("ExecStart", execProgram(job.installedScript), ...words),
    ...(host.scope === "system" ? [setting("User", plain(job.user))] : []),
    ...job.secrets.flatMap(loadCredential),
    unitComment(
      "For limits of your own on all jobs: systemctl set-property holdfast.slice IOWeight=50",
    ),
    setting("Slice", plain("holdfast.slice")),
    unitComment("The script has a limit of its own, and records it when a run exceeds it."),
    setting("TimeoutStartSec", plain("infinity")),
    unitComment(
      "Stopping tells the script alone, which ends duplicity and records the end; it gives duplicity 60 s.",
    ),
    setting("KillMode", plain("mixed")),
    setting("TimeoutStopSec", plain(`${endingTime(job)}s`)),
    setting("UMask", plain("0077")),
  ];
}

/** A secret that systemd hands over. */
function loadCredential({ credential, encrypted, file }: SecretPlan): UnitLine[] {
  if (credential === null) return [];
  return [
    encrypted === null
      ? setting("LoadCredential", credentialSource(credential, file))
      : setting("LoadCredentialEncrypted", credentialSource(credential, encrypted)),
  ];
}

/**
 * The job's limits in systemd's words, and the same as shares when the machine is busy (systemd.resource-control(5), 100
 * by default). A step of niceness is a factor of 1.25 to the kernel (sched(7)). To BFQ the lowest best-effort level has a
 * quarter of the usual one's weight (Documentation/block/bfq-iosched.rst).
 */
function weights({ limits: { nice, ionice } }: JobPlan): UnitLine[] {
  const cpu = (niceness: number) => Math.max(1, Math.round(100 / 1.25 ** niceness));
  const io = { idle: 1, "best-effort": 25 };
  return [
    ...(nice === null
      ? []
      : [setting("Nice", plain(String(nice))), setting("CPUWeight", plain(String(cpu(nice))))]),
    ...(ionice === null
      ? []
      : [
          setting("IOSchedulingClass", plain(ionice)),
          ...(ionice === "idle" ? [] : [setting("IOSchedulingPriority", plain("7"))]),
          setting("IOWeight", plain(String(io[ionice]))),
        ]),
  ];
}

/** What has to be up before; a user manager knows nothing of it. Being ordered, it is also stopped only afterwards. */
function network({ scope }: HostPlan, { target, notifiers }: JobPlan): UnitLine[] {
  const far = target.kind !== "file" || notifiers.some(({ way }) => asksNetwork(way));
  if (scope === "user" || !far) return [];
  const proxied = target.kind === "rsync-daemon" && target.proxy?.address === TOR_ADDRESS;
  const wanted = ["network-online.target", ...(proxied ? ["tor.service"] : [])].join(" ");
  return [
    setting("Wants", plain(wanted)),
    // Debian's tor.service only stands for the instance that does the work.
    setting("After", plain(proxied ? `${wanted} tor@default.service` : wanted)),
  ];
}

/** Whether the script itself tells somebody over the network. */
function asksNetwork({ kind }: WayPlan): boolean {
  return kind !== "mail" && kind !== "command";
}
