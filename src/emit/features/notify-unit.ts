import notifyUnit from "../../../templates/job/notify-unit.sh";
import type { FeatureEmitter } from "./feature.ts";

/** The action `notify`, which a unit of systemd calls when the action itself could not say a word. */
export const emitNotifyUnit: FeatureEmitter = ({ scheduler }) =>
  scheduler === "systemd" ? { runtime: [notifyUnit] } : undefined;
