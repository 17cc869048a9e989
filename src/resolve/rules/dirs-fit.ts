import { cronCommandWord } from "../../cron/command-word.ts";
import { cronEntry, fitsCrontab } from "../../cron/crontab.ts";
import { quote } from "../../diagnostics/words.ts";
import { fitsPlist } from "../../launchd/plist.ts";
import { cronLines } from "../../schedule/to-cron.ts";
import { actionNames } from "../../spec/spec.ts";
import { fitsExecProgram } from "../../systemd/exec.ts";
import { fitsUnitPath } from "../../systemd/path.ts";
import type { ResolvedHost, ResolvedJob } from "../resolved-spec.ts";
import type { JobRule } from "./placed.ts";

/** install_dir, together with the job's name, and the target's directory must fit where the scheduler puts them. */
export const dirsFit: JobRule = ({ job, target }, { host, name, spec }, reporter) => {
  // Only a unit of the system names the directory: a user's manager has no sandbox.
  if (
    host.scheduler === "systemd" &&
    host.scope === "system" &&
    job.target.kind === "file" &&
    !fitsUnitPath(job.target.directory)
  ) {
    reporter.report(
      "unfit-target-dir",
      "the directory of this target has a character that systemd does not take",
      { span: target.url.span, help: "rename it, or use scheduler: cron" },
    );
  }
  const problem = host.style === "script" && schedulerProblem(host, job);
  if (problem) {
    const message = `install_dir ${quote(host.installDir)} ${problem}`;
    reporter.report("unfit-install-dir", message, {
      span: (spec.installDir ?? spec.home ?? name).span,
      help: "set install_dir to a plain, short path, such as /usr/local/lib/holdfast",
    });
  }
};

/** Why the scheduler cannot start the job's script where it is installed. */
function schedulerProblem(
  host: Pick<ResolvedHost, "user" | "installDir" | "scheduler" | "dialect" | "timezone">,
  job: ResolvedJob,
): string | undefined {
  const script = `${host.installDir}/jobs/${job.name}.sh`;
  if (host.user !== job.user && host.scheduler === "cron" && /[^A-Za-z0-9._/-]/.test(script)) {
    return "has a character that means something in sudoers(5), or may";
  }
  if (host.scheduler === "systemd") {
    return fitsExecProgram(script) ? undefined : "has a character that systemd does not take";
  }
  if (host.scheduler === "launchd") {
    return fitsPlist(script) ? undefined : "has a character that XML does not take";
  }
  const daemon = { kind: host.dialect, timezone: host.timezone ?? null };
  const fit = actionNames.every((action) => {
    const schedule = job[action]?.schedule;
    if (!schedule) return true;
    const command = [script, "scheduled", action].map(cronCommandWord);
    return cronLines(schedule.schedule, daemon).lines.every((fields) =>
      fitsCrontab(cronEntry(fields, ...command), host.dialect),
    );
  });
  return fit ? undefined : "makes a crontab line longer than cron takes";
}
