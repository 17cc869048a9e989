import { planSpec } from "../../compile/compile.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { renderGithub } from "../../diagnostics/render-github.ts";
import { renderJson } from "../../diagnostics/render-json.ts";
import { renderSarif } from "../../diagnostics/render-sarif.ts";
import { renderText } from "../../diagnostics/render-text.ts";
import { count } from "../../diagnostics/words.ts";
import type { Plan } from "../../plan/plan.ts";
import { shellcheck } from "../../shellcheck.ts";
import type { Invocation } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { specName, wantsColour } from "../load-plan.ts";

const formats: Readonly<Record<string, (diagnostics: readonly Diagnostic[]) => string>> = {
  json: renderJson,
  sarif: renderSarif,
  github: renderGithub,
};

export async function run(invocation: Invocation): Promise<ExitCode> {
  const { host } = invocation;
  const name = specName(invocation);
  const { reporter, spec, plan } = planSpec(host, name);
  if (spec) await shellcheck(host, spec, reporter);
  const { diagnostics } = reporter;
  const render = formats[invocation.value("format") ?? "text"];
  if (render) host.stdout.write(render(diagnostics));
  else {
    host.stderr.write(renderText(diagnostics, { colour: wantsColour(host) }));
    if (plan)
      host.stdout.write(`${name}: ${summary(plan)}, ${count(diagnostics.length, "warning")}\n`);
  }
  const failed = !plan || (invocation.flag("strict") && diagnostics.length > 0);
  return failed ? exitCode.failed : exitCode.ok;
}

function summary({ hosts }: Plan): string {
  const jobs = hosts.reduce((sum, host) => sum + host.jobs.length, 0);
  return `${count(hosts.length, "host")}, ${count(jobs, "job")}, no errors`;
}
