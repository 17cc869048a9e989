import { Reporter } from "../diagnostics/reporter.ts";
import { emit } from "../emit/emit.ts";
import type { Host } from "../host.ts";
import { type Change, diffTree } from "../output/diff.ts";
import { withManifests } from "../output/manifest.ts";
import { buildPlan } from "../plan/build.ts";
import type { Plan } from "../plan/plan.ts";
import { resolve } from "../resolve/resolve.ts";
import { validate } from "../schema/validate.ts";
import { shellParser } from "../shell-syntax/parser.ts";
import { decodeText } from "../source/decode-text.ts";
import type { SourceFile } from "../source/source-file.ts";
import { parseYaml } from "../source/yaml.ts";
import { decode } from "../spec/decode.ts";
import type { Spec } from "../spec/spec.ts";
import { reportLongLines } from "./long-lines.ts";

/** What came of a spec: what is to be said about it, and, unless it has errors, what it means. */
export interface Planned {
  readonly reporter: Reporter;
  readonly spec: Spec | undefined;
  readonly plan: Plan | undefined;
}

/**
 * bytes → SourceFile → SpecDocument → Spec → ResolvedSpec → Plan
 *
 * @param name the spec's file, or `-` for standard input
 * @throws FileError when the spec cannot be read
 */
export function planSpec(host: Host, name: string): Planned {
  const reporter = new Reporter();
  const bytes = name === "-" ? host.readStdin() : host.readFile(name);
  const file = decodeText(name === "-" ? "<stdin>" : name, bytes, reporter);
  const parseShell = shellParser(() => host.readShellParser());
  const spec = file && readSpec(file, reporter);
  const resolved = spec && resolve(spec, reporter, parseShell);
  if (!resolved || reporter.hasErrors) return { reporter, spec: undefined, plan: undefined };
  // The base name alone: the output must not depend on the directory that the spec happens to lie in.
  const plan = buildPlan(resolved, file.path.slice(file.path.lastIndexOf("/") + 1));
  reportLongLines(plan, spec, reporter);
  if (reporter.hasErrors) return { reporter, spec: undefined, plan: undefined };
  return { reporter, spec, plan };
}

function readSpec(file: SourceFile, reporter: Reporter): Spec | undefined {
  const document = parseYaml(file, reporter);
  if (!document || !validate(document, reporter) || reporter.hasErrors) return undefined;
  return decode(document);
}

/**
 * Plan → Artifact[] → what is to become of each file of the tree
 *
 * @param hosts only these hosts, all of them in the plan; undefined: the whole tree
 * @throws FileError when the tree cannot be read
 */
export function compareTree(
  host: Host,
  plan: Plan,
  directory: string,
  hosts?: ReadonlySet<string>,
): Change[] {
  const hostPlans = plan.hosts.filter(({ name }) => !hosts || hosts.has(name));
  return diffTree(host, directory, withManifests(emit({ ...plan, hosts: hostPlans })), hosts);
}
