import type { Reporter } from "../../diagnostics/reporter.ts";
import { quote } from "../../diagnostics/words.ts";
import type { ResolvedTarget } from "../resolved-spec.ts";
import type { PlacedHost, PlacedJob } from "./placed.ts";

/**
 * Each archive needs a directory of its own: duplicity takes the other job's files for its own chain, and its rsync
 * backend deletes what it does not know (0.8.22, measured).
 */
export function archiveShared(hosts: readonly PlacedHost[], reporter: Reporter): void {
  const first = new Map<string, { on: PlacedHost; placed: PlacedJob }>();
  for (const on of hosts) {
    for (const placed of on.jobs) {
      const place = placeOf(placed.job.target, on.host.name);
      const other = first.get(place);
      if (!other) {
        first.set(place, { on, placed });
        continue;
      }
      const [one, two] = [nameOf(other.placed, other.on), nameOf(placed, on)];
      reporter.report("archive-shared", `${two} has its archive in the same directory as ${one}`, {
        span: placed.listed.span,
        help: `leave path out, or let it hold \${host} and \${job}`,
        related: [{ message: "the other one", span: other.placed.listed.span }],
      });
    }
  }
}

function nameOf({ job }: PlacedJob, { host }: PlacedHost): string {
  return `job ${quote(job.name)} on host ${quote(host.name)}`;
}

/** Where an archive lies, the same text for the same place. Files and loopback addresses are of one host only. */
function placeOf(target: ResolvedTarget, host: string): string {
  const { archivePath } = target;
  switch (target.kind) {
    case "file":
      return JSON.stringify([host, below(target.directory, archivePath)]);
    case "rsync-daemon": {
      const loopback = /^(localhost|127\.[0-9.]+)$/.test(target.host);
      const module = below(target.modulePath, archivePath);
      return JSON.stringify([loopback && host, target.host, target.port, module]);
    }
    case "other":
      return target.url;
  }
}

function below(directory: string, path: string): string {
  return path === "" ? directory : `${directory}/${path}`;
}
