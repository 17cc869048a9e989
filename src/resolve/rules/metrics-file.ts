import { quote } from "../../diagnostics/words.ts";
import { longestName } from "../paths.ts";
import type { JobRule } from "./placed.ts";

/** The file of a job's metrics is called after host and job, whose names may be 253 and 64 bytes long. */
export const metricsFileFits: JobRule = ({ job, listed }, { host }, reporter) => {
  const file = `holdfast_${host.name}_${job.name}.prom`;
  const over = file.length - longestName;
  if (job.metrics === undefined || over <= 0) return;
  const message = `the file of this job's metrics would be called ${quote(file)}, ${over} bytes longer than a name can be`;
  reporter.report("path-too-long", message, {
    span: listed.span,
    help: "give the host or the job a shorter name, or leave metrics out",
  });
};
