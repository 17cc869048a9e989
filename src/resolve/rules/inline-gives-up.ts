import type { Reporter } from "../../diagnostics/reporter.ts";
import { cronLines } from "../../schedule/to-cron.ts";
import type { ResolvedJob } from "../resolved-spec.ts";
import type { PlacedHost } from "./placed.ts";

/** What the script of each job guards against, and a bare command does not: in the order of a run. */
const guards: readonly [what: string, applies: (host: PlacedHost) => boolean][] = [
  ["variables from elsewhere in the environment", () => true],
  ["a secret that others can read", some((job) => isEncrypted(job) || hasPassword(job))],
  ["another passphrase than the archive's", some(isEncrypted)],
  ["a source that is empty, or lost most of its files", () => true],
  ["a target whose disk is not mounted", some(({ target }) => target.kind === "file")],
  ["somebody else's archive at the target", () => true],
  ["a clock that went back", () => true],
  ["a backup that was cut short", () => true],
  ["files that cannot be read", () => true],
  ["clocks that change, where the cron is neither Debian's nor cronie", meetsChangesAnywhere],
  ["two actions at once", () => true],
  ["a run that never ends", () => true],
  ["a prune without a good backup", some(({ prune }) => prune?.schedule !== undefined)],
  ["backups that have stopped, as nothing is on record", () => true],
];

function isEncrypted({ encryption }: ResolvedJob): boolean {
  return encryption.kind === "symmetric";
}

function hasPassword({ target }: ResolvedJob): boolean {
  return target.kind === "rsync-daemon" && Boolean(target.password ?? target.proxy?.login);
}

function some(has: (job: ResolvedJob) => boolean) {
  return ({ jobs }: PlacedHost) => jobs.some(({ job }) => has(job));
}

/** Whether some crons, of all that may be meant, would not keep a schedule in the nights when clocks change. */
function meetsChangesAnywhere({ host, jobs }: PlacedHost): boolean {
  const { dialect: kind, timezone = null } = host;
  return (
    kind === "portable" &&
    jobs.some(({ job: { backup, prune } }) =>
      [backup, prune].some(
        (action) =>
          action?.schedule && cronLines(action.schedule.schedule, { kind, timezone }).guarded,
      ),
    )
  );
}

/** Says once for each host what it gives up with bare commands in its crontab. */
export function inlineGivesUp(placed: PlacedHost, reporter: Reporter): void {
  const { host, spec } = placed;
  if (host.style !== "inline" || !spec.style) return;
  const lost = guards.filter(([, applies]) => applies(placed)).map(([what]) => what);
  reporter.report(
    "inline-gives-up",
    `with style: inline nothing guards against: ${lost.join("; ")}`,
    {
      span: spec.style.span,
      help: "use style: script; or read the mail that cron sends after every run, and make the first backup by hand: jobs/JOB.sh backup",
    },
  );
}
