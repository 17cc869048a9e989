import {
  type PlistEntry,
  plistArray,
  plistComment,
  plistDictionary,
  plistEntry,
  plistInteger,
  plistString,
  plistTrue,
  renderPlist,
} from "../launchd/plist.ts";
import type { HostPlan, JobPlan } from "../plan/plan.ts";
import { describe } from "../schedule/describe.ts";
import { type CalendarEntry, launchdTimes } from "../schedule/to-launchd.ts";
import type { Artifact } from "./artifact.ts";
import { checksumPlaceholder, sealChecksum } from "./checksum.ts";
import { endingTime } from "./ending-time.ts";
import { startedMoreOften } from "./schedule-lines.ts";
import { type ScheduledAction, scheduledActions } from "./scheduled-actions.ts";

/**
 * A property list for each scheduled action of a host that launchd runs, launchd.plist(5): a daemon in the system's scope,
 * an agent in the user's. Empty for other hosts.
 */
export function emitAgents(host: HostPlan): Artifact[] {
  if (host.scheduler !== "launchd") return [];
  return scheduledActions(host).map((scheduled) => {
    const { job, action } = scheduled;
    const label = `holdfast-${job.name}-${action}`;
    const comments = [
      plistComment(
        `Made by Holdfast from ${host.origin} of the spec. Edits are lost: change the spec and compile.`,
      ),
      plistComment(checksumPlaceholder),
    ];
    return {
      path: `${host.name}/launchd/${label}.plist`,
      mode: 0o644,
      text: sealChecksum(renderPlist(comments, entries(host, label, scheduled))),
    };
  });
}

function entries(
  host: HostPlan,
  label: string,
  { job, action, schedule }: ScheduledAction,
): PlistEntry[] {
  const times = launchdTimes(schedule, host.timezone);
  const output = plistString(`${job.stateDir}/scheduled.log`);
  return [
    plistComment(`${job.name}: ${action} ${describe(schedule)}`),
    plistEntry("Label", plistString(label)),
    ...(host.scope === "system" ? [plistEntry("UserName", plistString(job.user))] : []),
    plistEntry(
      "ProgramArguments",
      plistArray([job.installedScript, "scheduled", action].map(plistString)),
    ),
    plistComment(startedMoreOften),
    plistEntry("StartCalendarInterval", plistArray(times.entries.map(calendarEntry))),
    plistComment("For what launchd misses when clocks are changed, or after a sleep."),
    plistEntry("StartInterval", plistInteger(times.interval)),
    ...(schedule.catchUp ? [plistEntry("RunAtLoad", plistTrue)] : []),
    plistEntry("ProcessType", plistString("Background")),
    ...priorities(job),
    plistComment("077: nobody else may read what a run writes."),
    plistEntry("Umask", plistInteger(0o077)),
    plistComment(
      "Being stopped, the script ends duplicity, which it gives 60 s, and records the end.",
    ),
    plistEntry("ExitTimeOut", plistInteger(endingTime(job))),
    plistComment("What a run has to say that did not end well; launchd mails nothing."),
    plistEntry("StandardOutPath", output),
    plistEntry("StandardErrorPath", output),
  ];
}

function calendarEntry(entry: CalendarEntry) {
  return plistDictionary(
    Object.entries(entry).map(([key, number]) => plistEntry(key, plistInteger(number))),
  );
}

function priorities({ limits: { nice, ionice } }: JobPlan): PlistEntry[] {
  return [
    ...(nice === null ? [] : [plistEntry("Nice", plistInteger(nice))]),
    ...(ionice === null ? [] : [plistEntry("LowPriorityIO", plistTrue)]),
  ];
}
