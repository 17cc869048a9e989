import type { JobRule } from "./placed.ts";

/** Only rsync is told how much it may send in a second: duplicity itself knows no such limit. */
export const limitPossible: JobRule = ({ job, spec }, _on, reporter) => {
  const written = spec.limits?.bandwidth;
  if (!written || job.target.kind === "rsync-daemon") return;
  const help =
    job.target.kind === "file"
      ? "leave it out; limits.ionice leaves the disk to others"
      : "leave it out; the server, or tc(8) on this host, can limit the link";
  reporter.report("bandwidth-unlimited", "nothing can limit what is sent to this target", {
    span: written.span,
    help,
  });
};
