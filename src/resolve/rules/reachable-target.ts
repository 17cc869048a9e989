import type { JobRule } from "./placed.ts";

/** Only an rsync daemon can be asked, without duplicity, whether it is there. */
export const reachableTarget: JobRule = ({ job, spec }, _on, reporter) => {
  const written = spec.conditions?.reachable;
  if (!written?.value || job.target.kind === "rsync-daemon") return;
  const help =
    job.target.kind === "file"
      ? "say on what something must be mounted: mounted"
      : "leave it out; retry tries again what could not be reached";
  reporter.report("condition-unknowable", "whether this target is reachable cannot be found out", {
    span: written.span,
    help,
  });
};
