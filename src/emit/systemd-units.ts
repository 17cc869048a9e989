import type { HostPlan } from "../plan/plan.ts";
import { describe } from "../schedule/describe.ts";
import { description, plain } from "../systemd/text.ts";
import { renderUnit, section, setting, type UnitLine, unitComment } from "../systemd/unit.ts";
import { type UnitName, unitFileName, unitName } from "../systemd/unit-name.ts";
import type { Artifact } from "./artifact.ts";
import { checksumPlaceholder, sealChecksum } from "./checksum.ts";
import { scheduleLines, startedMoreOften } from "./schedule-lines.ts";
import { type ScheduledAction, scheduledActions } from "./scheduled-actions.ts";
import { awakeLines, awakeUnit } from "./systemd-awake.ts";
import { actionLines, notifyLines, notifyUnit, restoreLines } from "./systemd-service.ts";

/**
 * Empty when the host is not run by systemd. Otherwise, for each scheduled action, a timer and the service that it starts;
 * what keeps the machine awake meanwhile; a service that tells when an action could not; and, for the system, one that
 * restores.
 */
export function emitUnits(host: HostPlan): Artifact[] {
  if (host.scheduler !== "systemd") return [];
  const scheduled = scheduledActions(host);
  const telling = new Set(scheduled.map(({ job }) => job));
  const restored = host.scope === "system" ? host.jobs : [];
  return [
    ...scheduled.flatMap((one) => {
      const stem = `holdfast-${one.job.name}-${one.action}`;
      const service = unitName(stem, "service");
      return [
        unitFile(host, service, actionLines(host, one)),
        unitFile(host, unitName(stem, "timer"), timerLines(host, one, service)),
      ];
    }),
    ...restored.map((job) =>
      unitFile(host, unitName(`holdfast-${job.name}-restore@`, "service"), restoreLines(host, job)),
    ),
    ...[...telling].map((job) => unitFile(host, notifyUnit(job), notifyLines(host, job))),
    ...(scheduled.length > 0 ? [unitFile(host, awakeUnit, awakeLines(host))] : []),
  ];
}

function unitFile(host: HostPlan, name: UnitName, lines: readonly UnitLine[]): Artifact {
  const header = [
    unitComment(
      `Made by Holdfast from ${host.origin} of the spec. Edits are lost: change the spec and compile.`,
    ),
    unitComment(checksumPlaceholder),
  ];
  return {
    path: `${host.name}/systemd/${unitFileName(name)}`,
    mode: 0o644,
    text: sealChecksum(renderUnit([...header, ...lines])),
  };
}

function timerLines(
  host: HostPlan,
  { job, action, schedule }: ScheduledAction,
  service: UnitName,
): UnitLine[] {
  const { lines, guarded } = scheduleLines(host, schedule);
  return [
    section("Unit"),
    setting("Description", description(`${job.name}: ${action} ${describe(schedule)}`)),
    section("Timer"),
    ...(guarded ? [unitComment(startedMoreOften)] : []),
    ...lines.map((line) => setting("OnCalendar", plain(line))),
    ...(schedule.catchUp ? [setting("Persistent", plain("true"))] : []),
    // By default systemd may start a job up to a minute late, to save power.
    setting("AccuracySec", plain("1s")),
    setting("Unit", service),
    section("Install"),
    setting("WantedBy", plain("timers.target")),
  ];
}
