import { type Planned, planSpec } from "../compile/compile.ts";
import { renderText } from "../diagnostics/render-text.ts";
import type { Reporter } from "../diagnostics/reporter.ts";
import { FileError, type Host } from "../host.ts";
import type { Plan } from "../plan/plan.ts";
import type { Invocation } from "./command.ts";

const DEFAULT_SPEC = "backup.yaml";

/** The spec that an invocation is about. */
export function specName({ host, operand }: Invocation): string {
  if (operand !== undefined) {
    if (host.status(operand)?.kind === "directory") {
      const help = `name the spec in it, such as ${operand.replace(/\/+$/, "")}/${DEFAULT_SPEC}`;
      throw new FileError("read", operand, "EISDIR", "it is a directory", help);
    }
    return operand;
  }
  if (host.status(DEFAULT_SPEC)) return DEFAULT_SPEC;
  throw new FileError(
    "read",
    DEFAULT_SPEC,
    "ENOENT",
    "no such file or directory",
    '"holdfast init" writes a first one; or name the file that holds your spec',
  );
}

/** A spec without errors. */
interface Loaded {
  readonly spec: NonNullable<Planned["spec"]>;
  readonly plan: Plan;
}

/** Reads the spec and says on standard error what there is to say of it; undefined when it has errors. */
export function loadSpec(invocation: Invocation): Loaded | undefined {
  const { host } = invocation;
  const { reporter, spec, plan } = planSpec(host, specName(invocation));
  say(host, reporter);
  return spec && plan && { spec, plan };
}

/** The same, for who wants nothing but the plan. */
export function loadPlan(invocation: Invocation): Plan | undefined {
  return loadSpec(invocation)?.plan;
}

/** Says on standard error what was reported. */
export function say(host: Host, { diagnostics }: Reporter): void {
  host.stderr.write(renderText(diagnostics, { colour: wantsColour(host) }));
}

/** @see https://no-color.org */
export function wantsColour({ env, stderr }: Host): boolean {
  return !env.NO_COLOR && stderr.isTerminal;
}
