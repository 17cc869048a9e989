import hooksCode from "../../../templates/job/hooks.sh";
import skip from "../../../templates/job/skip.sh";
import type { HookPlan, HookTurn, JobPlan } from "../../plan/plan.ts";
import { constant, type ShellSource, sh, word } from "../../shell/shell.ts";
import type { FeatureEmitter } from "./feature.ts";

/** In the order of a run. */
const turns: readonly HookTurn[] = ["before", "after", "on_success", "on_failure", "finally"];

/** Commands of the user's own around the actions. */
export const hooks: FeatureEmitter = (_host, job) =>
  turns.every((turn) => job.hooks[turn].length === 0)
    ? undefined
    : {
        functions: [hookList(job)],
        runtime: [skip, hooksCode],
        calls: { begin: ["begin_hooks"], end: ["end_hooks"] },
      };

function hookList(job: JobPlan): ShellSource {
  const arms = turns
    .filter((turn) => job.hooks[turn].length > 0)
    .map(
      (turn) => sh`    ${constant(turn)})
${job.hooks[turn].map(hookCall)}
      ;;`,
    );
  return sh`# hooks TURN: those of one turn, each with its place in the spec, its limit in seconds, and its actions.
hooks() {
  case $1 in
${arms}
    *) ;;
  esac
}`;
}

function hookCall({ place, timeout, actions, command }: HookPlan): ShellSource {
  return command.reduce(
    (call, text) => sh`${call} \\
        ${word(text)}`,
    sh`      hook ${word(place)} ${word(String(timeout))} ${word(actions.join(" "))}`,
  );
}
