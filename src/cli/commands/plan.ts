import type { ActionPlan, HostPlan, JobPlan } from "../../plan/plan.ts";
import { describe } from "../../schedule/describe.ts";
import type { Invocation } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { loadPlan } from "../load-plan.ts";

export function run(invocation: Invocation): ExitCode {
  const plan = loadPlan(invocation);
  if (!plan) return exitCode.failed;
  invocation.host.stdout.write(
    invocation.flag("json")
      ? `${JSON.stringify(plan, null, 2)}\n`
      : plan.hosts.map(hostText).join("\n"),
  );
  return exitCode.ok;
}

function hostText(host: HostPlan): string {
  const { name, user, scheduler, scope, style, jobs } = host;
  const how = style === "inline" ? "style inline" : `${scope} scope`;
  const texts = jobs.map((job) => jobText(host, job));
  return `${name}: as ${user}, from ${scheduler} (${how})\n${texts.join("")}`;
}

function jobText(host: HostPlan, job: JobPlan): string {
  const { name, user, throughSudo, sources, target, gpgOptions, actions } = job;
  return [
    `  ${name}`,
    ...(user === host.user
      ? []
      : [`    run as      ${user}${throughSudo ? " (through sudo)" : ""}`]),
    ...sources.map((source) => `    source      ${source}`),
    `    target      ${target.url}`,
    `    encryption  ${gpgOptions ? "symmetric" : "none"}`,
    ...actions.map((action) => `    ${action.action.padEnd(11)} ${actionText(action)}`),
    "",
  ].join("\n");
}

/** When an action runs, in words. */
export function actionText({ schedule, after }: ActionPlan): string {
  if (schedule) return describe(schedule.value);
  return after ? `after each ${after}` : "by hand";
}
