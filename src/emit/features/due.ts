import due from "../../../templates/job/due.sh";
import byTimer from "../../../templates/job/due-by-timer.sh";
import catchUp from "../../../templates/job/due-catch-up.sh";
import once from "../../../templates/job/due-once.sh";
import { sh, word } from "../../shell/shell.ts";
import { isGuarded } from "../schedule-lines.ts";
import type { FeatureEmitter } from "./feature.ts";

/**
 * How late a start may be, in minutes: as late as Debian's cron makes up for (cron(8)); those of systemd and launchd are
 * until the machine wakes.
 */
const late = { cron: 180, systemd: 1440, launchd: 1440 };

/** Where the scheduler starts the job at other times, too, the script tells which are due. */
export const emitDue: FeatureEmitter = (host, { actions }) => {
  const guarded = actions.filter(({ schedule }) => schedule && isGuarded(host, schedule.value));
  if (guarded.length === 0) return undefined;
  const timers = host.scheduler === "systemd";
  const madeUpFor = guarded.filter(({ schedule }) => schedule?.value.catchUp);
  return {
    data: [
      sh`guarded_actions=${word(guarded.map(({ action }) => action).join(" "))}`,
      sh`late_min=${word(String(late[host.scheduler]))}`,
      ...(madeUpFor.length > 0
        ? [sh`catch_up_actions=${word(madeUpFor.map(({ action }) => action).join(" "))}`]
        : []),
      sh`when_undue=${word(timers ? "exit_unless_by_hand" : "exit")}`,
      ...(timers ? [sh`manager=${word(`--${host.scope}`)}`] : []),
    ],
    runtime: [due, madeUpFor.length > 0 ? catchUp : once, ...(timers ? [byTimer] : [])],
    calls: { start: ["start_when_due"], begin: ["check_decided"] },
  };
};
