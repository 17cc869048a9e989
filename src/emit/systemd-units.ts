import type { HostPlan, JobPlan } from "../plan/plan.ts";
import { describe } from "../schedule/describe.ts";
import { toOnCalendar } from "../schedule/to-on-calendar.ts";
import { execArgument, execProgram } from "../systemd/exec.ts";
import { description, plain } from "../systemd/text.ts";
import { renderUnit, section, setting, type UnitLine, unitComment } from "../systemd/unit.ts";
import { unitFileName, unitName } from "../systemd/unit-name.ts";
import type { Artifact } from "./artifact.ts";
import { checksumPlaceholder, sealChecksum } from "./checksum.ts";
import { type ScheduledAction, scheduledActions } from "./scheduled-actions.ts";
import { sandbox } from "./systemd-sandbox.ts";

/** A timer and the service that it starts, for each scheduled action; none when the host is not run by systemd. */
export function emitUnits(host: HostPlan): Artifact[] {
  if (host.scheduler !== "systemd") return [];
  return scheduledActions(host).flatMap((scheduled) => {
    const stem = `holdfast-${scheduled.job.name}-${scheduled.action}`;
    const service = unitName(stem, "service");
    return [
      unitFile(host, unitFileName(service), serviceLines(host, scheduled)),
      unitFile(host, unitFileName(unitName(stem, "timer")), [
        section("Unit"),
        setting(
          "Description",
          description(`${scheduled.job.name}: ${scheduled.action} ${describe(scheduled.schedule)}`),
        ),
        section("Timer"),
        ...scheduled.schedule.rules
          .flatMap(toOnCalendar)
          .map((line) => setting("OnCalendar", plain(line))),
        // By default systemd may start a job up to a minute late, to save power.
        setting("AccuracySec", plain("1s")),
        setting("Unit", service),
        section("Install"),
        setting("WantedBy", plain("timers.target")),
      ]),
    ];
  });
}

function unitFile(host: HostPlan, name: string, lines: readonly UnitLine[]): Artifact {
  const header = [
    unitComment(
      `Made by Holdfast from ${host.origin} of the spec. Edits are lost: change the spec and compile.`,
    ),
    unitComment(checksumPlaceholder),
  ];
  return {
    path: `${host.name}/systemd/${name}`,
    mode: 0o644,
    text: sealChecksum(renderUnit([...header, ...lines])),
  };
}

function serviceLines(host: HostPlan, { job, action }: ScheduledAction): UnitLine[] {
  const system = host.scope === "system";
  return [
    section("Unit"),
    setting("Description", description(`${job.name}: ${action}`)),
    // A user manager knows nothing of the network.
    ...(system && (job.target.kind !== "file" || asksNetwork(job)) ? networkFirst : []),
    section("Service"),
    setting("Type", plain("oneshot")),
    setting(
      "ExecStart",
      execProgram(job.installedScript),
      execArgument("scheduled"),
      execArgument(action),
    ),
    ...(system ? [setting("User", plain(host.user))] : []),
    unitComment("The script has a limit of its own, and records it when a run exceeds it."),
    setting("TimeoutStartSec", plain("infinity")),
    unitComment(
      "Stopping tells the script alone, which ends duplicity and records the end; it gives duplicity 60 s.",
    ),
    setting("KillMode", plain("mixed")),
    setting("TimeoutStopSec", plain(`${90 + tellingTime(job)}s`)),
    setting("UMask", plain("0077")),
    ...weights(job),
    ...(system ? sandbox(host, job) : []),
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

/** Seconds that it may take to tell everybody of an interrupted run. */
function tellingTime({ notifiers }: JobPlan): number {
  return notifiers.reduce((sum, { timeout }) => sum + timeout, 0);
}

/** Whether somebody is told over the network by the script itself. */
function asksNetwork({ notifiers }: JobPlan): boolean {
  return notifiers.some(({ way }) => way.kind !== "mail" && way.kind !== "command");
}

const networkFirst = [
  setting("Wants", plain("network-online.target")),
  setting("After", plain("network-online.target")),
];
