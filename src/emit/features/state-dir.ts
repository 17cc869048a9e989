import stateDir from "../../../templates/job/state-dir.sh";
import type { FeatureEmitter } from "./feature.ts";

/** The state directory, where it is root who makes it: a user's own, below the home, is the user's. */
export const emitStateDir: FeatureEmitter = (_host, { user, home, stateDir: path }) =>
  user === "root" || path.startsWith(`${home.replace(/\/$/, "")}/`)
    ? undefined
    : { runtime: [stateDir], calls: { enter: ["make_state_dir_as_root"] } };
