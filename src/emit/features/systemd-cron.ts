import check from "../../../templates/job/systemd-cron.sh";
import { losesRepeatedHour } from "../../schedule/repeated-hour.ts";
import type { FeatureEmitter } from "./feature.ts";

/** Where a crontab that is right on every cron but systemd-cron is installed on that one, the host tells. */
export const emitSystemdCron: FeatureEmitter = ({ scheduler, dialect, timezone }, { actions }) =>
  scheduler === "cron" &&
  dialect === "portable" &&
  actions.some(({ schedule }) => schedule && losesRepeatedHour(schedule.value, timezone))
    ? { runtime: [check], calls: { check: ["look_at_cron"] } }
    : undefined;
