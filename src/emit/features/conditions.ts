import acPower from "../../../templates/job/condition-ac-power.sh";
import free from "../../../templates/job/condition-free.sh";
import mounted from "../../../templates/job/condition-mounted.sh";
import reachable from "../../../templates/job/condition-reachable.sh";
import unmetered from "../../../templates/job/condition-unmetered.sh";
import conditions from "../../../templates/job/conditions.sh";
import mountPoint from "../../../templates/job/mount-point.sh";
import skip from "../../../templates/job/skip.sh";
import { sh, word } from "../../shell/shell.ts";
import { command } from "../command.ts";
import type { FeatureEmitter } from "./feature.ts";

/** What must hold for an action to begin; what is quickest to find out comes first. */
export const emitConditions: FeatureEmitter = (_host, { conditions: asked }) => {
  const parts: [asked: boolean, name: string, runtime: readonly string[]][] = [
    [asked.mounted.length > 0, "mounted", [mountPoint, mounted]],
    [asked.acPower, "ac_power", [acPower]],
    [asked.unmetered, "unmetered", [unmetered]],
    [asked.free !== null, "free", [free]],
    [asked.reachable, "reachable", [reachable]],
  ];
  const used = parts.filter(([asked]) => asked);
  if (used.length === 0) return undefined;
  const mounts = asked.mounted.map((path) => sh`${word(path)}`);
  return {
    data: [
      sh`conditions=${word(used.map(([, name]) => name).join(" "))}`,
      ...(asked.free
        ? [
            sh`free_path=${word(asked.free.path)}`,
            sh`free_at_least=${word(String(asked.free.atLeast))}`,
          ]
        : []),
    ],
    functions:
      mounts.length > 0
        ? [
            sh`condition_mounts() {
  ${command(sh`"$@"`, mounts)}
}`,
          ]
        : [],
    runtime: [skip, conditions, ...used.flatMap(([, , runtime]) => runtime)],
    calls: { begin: ["check_conditions"], check: ["tell_conditions"] },
  };
};
