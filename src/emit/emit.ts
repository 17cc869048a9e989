import type { HostPlan, Plan } from "../plan/plan.ts";
import type { Artifact } from "./artifact.ts";
import { emitCrontab } from "./crontab.ts";
import { emitInstallScript } from "./install-script.ts";
import { emitJobScript } from "./job-script.ts";
import { emitAgents } from "./launchd.ts";
import { emitRecovery } from "./recovery.ts";
import { emitUnits } from "./systemd-units.ts";

/** Every file of the output but the manifests, which are about these. */
export function emit(plan: Plan): Artifact[] {
  return plan.hosts.flatMap(emitHost);
}

function emitHost(host: HostPlan): Artifact[] {
  const crontab = emitCrontab(host);
  return [
    ...host.jobs.map((job) => emitJobScript(host, job)),
    ...(crontab ? [crontab] : []),
    ...emitUnits(host),
    ...emitAgents(host),
    emitInstallScript(host),
    emitRecovery(host),
  ];
}
