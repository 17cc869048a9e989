import { cronCommandWord } from "../cron/command-word.ts";
import { type CrontabLine, cronComment, cronEntry, renderCrontab } from "../cron/crontab.ts";
import type { HostPlan } from "../plan/plan.ts";
import { describe } from "../schedule/describe.ts";
import type { Artifact } from "./artifact.ts";
import { checksumPlaceholder, sealChecksum } from "./checksum.ts";
import { inlineCommand } from "./inline-command.ts";
import { scheduleLines, startedMoreOften } from "./schedule-lines.ts";
import { type ScheduledAction, scheduledActions } from "./scheduled-actions.ts";

/**
 * The lines for the crontab of the host's user: for each scheduled action a sentence, and a path with two words, or the
 * bare command. No assignments: in crontab(5) they would hold for whatever the user has below.
 *
 * @returns undefined when the host is not run by cron, or nothing has a schedule
 */
export function emitCrontab(host: HostPlan): Artifact | undefined {
  const actions = scheduledActions(host);
  if (host.scheduler !== "cron" || actions.length === 0) return undefined;
  const lines = [
    cronComment(
      `Backups of ${host.name}, for the crontab of ${host.user}; install.sh puts them there.`,
    ),
    cronComment(
      `Made by Holdfast from ${host.origin} of the spec. Edits are lost: change the spec and compile.`,
    ),
    cronComment(checksumPlaceholder),
    ...(host.style === "inline"
      ? [
          cronComment(
            `Duplicity itself is run; for restore, list and check there is ${host.installDir}/jobs.`,
          ),
        ]
      : []),
    ...actions.flatMap((scheduled) => actionLines(host, scheduled)),
  ];
  return {
    path: `${host.name}/cron/holdfast.crontab`,
    mode: 0o644,
    text: sealChecksum(renderCrontab(lines)),
  };
}

function actionLines(host: HostPlan, scheduled: ScheduledAction): CrontabLine[] {
  const { job, action, schedule } = scheduled;
  const { guarded } = scheduleLines(host, schedule);
  return [
    cronComment(`${job.name}: ${action} ${describe(schedule)}`),
    ...(guarded ? [cronComment(startedMoreOften)] : []),
    ...cronEntries(host, scheduled),
  ];
}

/** The lines that start one action. */
export function cronEntries(
  host: HostPlan,
  { job, action, schedule }: ScheduledAction,
): CrontabLine[] {
  const command =
    host.style === "inline"
      ? [inlineCommand(host, job, action)]
      : [job.installedScript, "scheduled", action].map(cronCommandWord);
  return scheduleLines(host, schedule).lines.map((fields) => cronEntry(fields, ...command));
}
