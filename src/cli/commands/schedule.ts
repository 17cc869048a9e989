import { quote } from "../../diagnostics/words.ts";
import type { Plan } from "../../plan/plan.ts";
import { nextInstants } from "../../schedule/next.ts";
import { utc, type Zone, zoneNamed } from "../../schedule/zone.ts";
import { type Invocation, UsageError } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { isoInstant, parseInstant, readableInstant } from "../instant.ts";
import { loadPlan } from "../load-plan.ts";
import { actionText } from "./plan.ts";

interface Window {
  /** Milliseconds since 1970-01-01T00:00Z; a run at this instant counts. */
  readonly from: number;
  readonly count: number;
}

export function run(invocation: Invocation): ExitCode {
  const window: Window = { from: from(invocation), count: next(invocation) };
  const plan = loadPlan(invocation);
  if (!plan) return exitCode.failed;
  invocation.host.stdout.write(invocation.flag("json") ? json(plan, window) : text(plan, window));
  return exitCode.ok;
}

function from({ value, host }: Invocation): number {
  const written = value("from");
  const instant = written === undefined ? host.now() : parseInstant(written);
  if (instant !== undefined) return instant;
  throw new UsageError(
    `${quote(written ?? "")} is not an instant`,
    "write 2026-01-06, 2026-01-06T03:05 (UTC) or 2026-01-06T03:05+01:00",
  );
}

function next({ value }: Invocation): number {
  const written = value("next") ?? "5";
  if (/^[1-9]\d{0,2}$|^1000$/.test(written)) return Number(written);
  throw new UsageError(
    `the option "--next" cannot be ${quote(written)}`,
    "it is a number from 1 to 1000",
  );
}

interface Runs {
  readonly action: string;
  readonly words: string;
  /** Empty for an action without a schedule of its own. */
  readonly instants: readonly number[];
}

interface JobRuns {
  readonly host: string;
  /** What the host's clock shows. */
  readonly clock: Zone;
  readonly job: string;
  readonly actions: readonly Runs[];
}

function runsOf(plan: Plan, { from, count }: Window): JobRuns[] {
  return plan.hosts.flatMap((host) => {
    const clock = host.timezone === null ? utc : zoneNamed(host.timezone);
    return host.jobs.map((job) => ({
      host: host.name,
      clock,
      job: job.name,
      actions: job.actions.map((action) => ({
        action: action.action,
        words: actionText(action),
        instants: action.schedule
          ? nextInstants(action.schedule.value, from - 1, count, clock)
          : [],
      })),
    }));
  });
}

function json(plan: Plan, window: Window): string {
  const hosts: Record<string, Record<string, Record<string, string[]>>> = {};
  for (const { host, clock, job, actions } of runsOf(plan, window)) {
    hosts[host] ??= {};
    hosts[host][job] = Object.fromEntries(
      actions.map(({ action, instants }) => [
        action,
        instants.map((instant) => isoInstant(instant, clock)),
      ]),
    );
  }
  return `${JSON.stringify({ hosts }, null, 2)}\n`;
}

function text(plan: Plan, window: Window): string {
  const nameless = plan.hosts.filter(({ timezone }) => timezone === null).map(({ name }) => name);
  const lines = ["Times are those that each host's own clock shows."];
  if (nameless.length > 0) {
    lines.push(
      `They are written as UTC for ${nameless.join(", ")}: the spec does not say "timezone" there.`,
    );
  }
  for (const { host, clock, job, actions } of runsOf(plan, window)) {
    for (const { action, words, instants } of actions) {
      lines.push("", `${host} ${job} ${action}: ${words}`);
      for (const instant of instants) lines.push(`  ${readableInstant(instant, clock)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
