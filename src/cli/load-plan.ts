import { planSpec } from "../compile/compile.ts";
import { renderText } from "../diagnostics/render-text.ts";
import { FileError, type Host } from "../host.ts";
import type { Plan } from "../plan/plan.ts";
import type { Invocation } from "./command.ts";

const DEFAULT_SPEC = "backup.yaml";

/** The spec that an invocation is about. */
export function specName({ host, operand }: Invocation): string {
  if (operand !== undefined) return operand;
  if (host.status(DEFAULT_SPEC)) return DEFAULT_SPEC;
  throw new FileError(
    "read",
    DEFAULT_SPEC,
    "ENOENT",
    "no such file or directory",
    '"holdfast init" writes a first one; or name the file that holds your spec',
  );
}

/** Reads the spec and says on standard error what there is to say of it; undefined when it has errors. */
export function loadPlan(invocation: Invocation): Plan | undefined {
  const { host } = invocation;
  const { reporter, plan } = planSpec(host, specName(invocation));
  host.stderr.write(renderText(reporter.diagnostics, { colour: wantsColour(host) }));
  return plan;
}

/** @see https://no-color.org */
export function wantsColour({ env, stderr }: Host): boolean {
  return !env.NO_COLOR && stderr.isTerminal;
}
