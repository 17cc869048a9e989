import guard from "../../../templates/job/guard.sh";
import count from "../../../templates/job/guard-count.sh";
import mounted from "../../../templates/job/guard-mounted.sh";
import sentinel from "../../../templates/job/guard-sentinel.sh";
import mountPoint from "../../../templates/job/mount-point.sh";
import { type ShellSource, sh, word } from "../../shell/shell.ts";
import { command } from "../command.ts";
import type { FeatureEmitter } from "./feature.ts";

/** What must be so, or a backup fails. What is quickest to find out comes first. */
export const emitGuard: FeatureEmitter = (_host, { guard: asked }) => {
  const parts: [asked: boolean, name: string, runtime: readonly string[]][] = [
    [asked.sentinels.length > 0, "guard_sentinel", [sentinel]],
    [asked.mounted.length > 0, "guard_mounted", [mountPoint, mounted]],
    [asked.maxShrink !== null, "guard_count", [count]],
  ];
  const used = parts.filter(([asked]) => asked);
  if (used.length === 0) return undefined;
  return {
    data: [
      sh`guards=${word(used.map(([, name]) => name).join(" "))}`,
      ...(asked.maxShrink === null ? [] : [sh`max_shrink=${word(String(asked.maxShrink))}`]),
    ],
    functions: [
      ...list(sh`sentinels`, asked.sentinels),
      ...list(sh`guarded_mounts`, asked.mounted),
    ],
    runtime: [guard, ...used.flatMap(([, , runtime]) => runtime)],
    calls: {
      begin: ["guard_source"],
      end: asked.maxShrink === null ? [] : ["keep_count"],
      check: ["look_at_guards"],
    },
  };
};

/** A function that hands paths to the command that it is called with. */
function list(name: ShellSource, paths: readonly string[]): ShellSource[] {
  if (paths.length === 0) return [];
  const words = paths.map((path) => sh`${word(path)}`);
  return [
    sh`${name}() {
  ${command(sh`"$@"`, words)}
}`,
  ];
}
