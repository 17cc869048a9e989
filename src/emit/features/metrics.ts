import metrics from "../../../templates/job/metrics.sh";
import { sh, word } from "../../shell/shell.ts";
import type { FeatureEmitter } from "./feature.ts";

/** What is on record, in node_exporter's text format. */
export const emitMetrics: FeatureEmitter = (_host, { metrics: directory }) =>
  directory === null
    ? undefined
    : {
        data: [sh`metrics_dir=${word(directory)}`],
        runtime: [metrics],
        calls: { report: ["write_metrics"], check: ["look_at_metrics"] },
      };
