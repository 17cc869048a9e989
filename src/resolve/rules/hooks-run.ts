import { alternatives } from "../../diagnostics/words.ts";
import type { Located } from "../../source/located.ts";
import { formatSpecPath } from "../../source/spec-path.ts";
import { actionNames, type HookSpec } from "../../spec/spec.ts";
import type { JobRule } from "./placed.ts";

/** A hook of the job's own that belongs to none of its actions was meant for something; in `defaults:` it may wait. */
export const hooksRun: JobRule = ({ job, spec }, _on, reporter) => {
  const has = actionNames.filter((action) => job[action]);
  const hooks = Object.values<readonly Located<HookSpec>[]>({ ...spec.hooks }).flat();
  for (const { value: hook, path } of hooks) {
    const [first] = hook.actions ?? [];
    if (!first || path[0] === "defaults") continue;
    if (hook.actions?.some(({ value }) => has.includes(value))) continue;
    reporter.report("hook-never-runs", `${formatSpecPath(path)} never runs`, {
      span: first.span,
      help: has.length > 0 ? `the job has ${alternatives(has)}` : "the job has no action",
    });
  }
};
