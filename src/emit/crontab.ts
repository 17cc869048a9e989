import { cronCommandWord } from "../cron/command-word.ts";
import { cronComment, cronEntry, renderCrontab } from "../cron/crontab.ts";
import type { HostPlan } from "../plan/plan.ts";
import { describe } from "../schedule/describe.ts";
import { toCronFields } from "../schedule/to-cron.ts";
import type { Artifact } from "./artifact.ts";
import { checksumPlaceholder, sealChecksum } from "./checksum.ts";
import { scheduledActions } from "./scheduled-actions.ts";

/**
 * The lines for the crontab of the host's user: for each scheduled action a sentence, and a path with two words. No
 * assignments: in crontab(5) they would hold for whatever the user has below.
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
    ...actions.flatMap(({ job, action, schedule }) => [
      cronComment(`${job.name}: ${action} ${describe(schedule)}`),
      ...schedule.rules.map((rule) =>
        cronEntry(
          toCronFields(rule),
          cronCommandWord(job.installedScript),
          cronCommandWord("scheduled"),
          cronCommandWord(action),
        ),
      ),
    ]),
  ];
  return {
    path: `${host.name}/cron/holdfast.crontab`,
    mode: 0o644,
    text: sealChecksum(renderCrontab(lines)),
  };
}
