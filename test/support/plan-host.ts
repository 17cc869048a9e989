import { planSpec } from "../../src/compile/compile.ts";
import { nodeHost } from "../../src/node-host.ts";
import type { HostPlan } from "../../src/plan/plan.ts";

const jobs = `
version: 1
jobs:
  important:
    source: SOURCE
    target: { url: "TARGET" }
    encryption: none
    backup: { schedule: "5 3 * * 2" }
    prune: { schedule: "5 4 * * 2", keep_full: 12 }
  photos:
    source: /srv/photos
    target: { url: "file:///mnt/disk" }
    encryption: none
    backup: { schedule: "*/30 * * * *" }
    prune: { after: backup, keep_full: 2 }
hosts:
  the-server:
    jobs: [important, photos]
`;

/**
 * The plan of a host with two jobs, of which `important` is the one to vary.
 *
 * @param lines more lines of the host: its user, scheduler, and what else the test is about
 * @throws with the diagnostics, when the spec has errors
 */
export function planHost(
  lines: readonly string[],
  { source = "/srv/data", target = "rsync://u@backup.example.org::module" } = {},
): HostPlan {
  const text =
    jobs.replace("SOURCE", JSON.stringify(source)).replace("TARGET", target) +
    lines.map((line) => `    ${line}\n`).join("");
  const { plan, reporter } = planSpec({ ...nodeHost(), readStdin: () => Buffer.from(text) }, "-");
  const [host] = plan?.hosts ?? [];
  if (!host) throw new Error(reporter.diagnostics.map(({ message }) => message).join("\n"));
  return host;
}
