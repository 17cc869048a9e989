import { compareTree } from "../../compile/compile.ts";
import { formatDiff } from "../../output/unified-diff.ts";
import type { Invocation } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { loadPlan } from "../load-plan.ts";
import { outputDirectory } from "../output-directory.ts";

export function run(invocation: Invocation): ExitCode {
  const plan = loadPlan(invocation);
  if (!plan) return exitCode.failed;
  const changes = compareTree(invocation.host, plan, outputDirectory(invocation));
  invocation.host.stdout.write(changes.map(formatDiff).join(""));
  return exitCode.ok;
}
