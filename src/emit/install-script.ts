import account from "../../templates/install/account.sh";
import agents from "../../templates/install/agents.sh";
import crontab from "../../templates/install/crontab.sh";
import files from "../../templates/install/files.sh";
import main from "../../templates/install/main.sh";
import say from "../../templates/install/say.sh";
import steps from "../../templates/install/steps.sh";
import tree from "../../templates/install/tree.sh";
import units from "../../templates/install/units.sh";
import type { HostPlan } from "../plan/plan.ts";
import { comment, constant, render, sh, word } from "../shell/shell.ts";
import type { Artifact } from "./artifact.ts";
import { checksumPlaceholder, sealChecksum } from "./checksum.ts";
import { emitCrontab } from "./crontab.ts";
import { emitAgents } from "./launchd.ts";
import { emitUnits } from "./systemd-units.ts";

/** The same for every host, whatever its scheduler: it must be able to take away the other one's schedule. */
const code = constant([say, tree, account, files, units, agents, crontab, steps, main].join("\n"));

/** Puts a host's files and schedule in place, and takes them away again: plain sh, without arguments or questions. */
export function emitInstallScript(host: HostPlan): Artifact {
  const script = sh`#!/bin/sh
${comment(`Installs the backups of ${host.name} for ${host.user}, and uninstalls them. "sh install.sh --help" tells more.`)}
${comment(`Made by Holdfast from ${host.origin} of the spec. Edits are lost: change the spec and compile.`)}
${comment(checksumPlaceholder)}

# What is installed where. All below these lines is the same on every host.
host=${word(host.name)}
origin=${word(host.origin)}
user=${word(host.user)}
home=${word(host.home)}
scheduler=${word(host.scheduler)}
scope=${word(isRootsToInstall(host) ? "system" : "user")}
install_dir=${word(host.installDir)}
state_dir=${word(host.stateDir)}
files=${word(scheduledFiles(host).join("\n"))}
state_owners=${word(stateOwners(host).join("\n"))}
accounts=${word(accounts(host).join("\n"))}
told_by_mail=${word(toldByMail(host).join(", "))}

${code}`;
  return {
    path: `${host.name}/install.sh`,
    mode: 0o755,
    text: sealChecksum(render(script)),
  };
}

/** The files without which nothing would be backed up: the scripts, and what starts them. */
function scheduledFiles(host: HostPlan): string[] {
  const scripts = host.jobs.map(({ name }) => `jobs/${name}.sh`);
  const schedule = [emitCrontab(host), ...emitUnits(host), ...emitAgents(host)].flatMap(
    (artifact) => (artifact === undefined ? [] : [artifact.path.slice(host.name.length + 1)]),
  );
  return [...scripts, ...schedule];
}

/** The system's units are root's, and so is what may run as somebody else than who starts it. */
export function isRootsToInstall({ scope, user, jobs }: HostPlan): boolean {
  return scope === "system" || jobs.some((job) => job.user !== user);
}

/** The directories below the host's state directory, and whose they are: one of each job, one of each lock that jobs share. */
function stateOwners({ jobs }: HostPlan): string[] {
  const locks = jobs.flatMap(({ lock, user }) => (lock?.name ? `${lock.name}.lock ${user}` : []));
  return [...jobs.map(({ name, user }) => `${name} ${user}`), ...new Set(locks)];
}

/** Who starts the jobs, and whom they run as: names and homes, apart as in passwd(5). */
function accounts(host: HostPlan): string[] {
  return [...new Set([host, ...host.jobs].map(({ user, home }) => `${user}:${home}`))];
}

/** The jobs of which nobody hears a failure but by cron's mail. */
function toldByMail({ scheduler, jobs }: HostPlan): string[] {
  const untold = jobs.filter(
    ({ actions, notifiers }) => notifiers.length === 0 && actions.some(({ schedule }) => schedule),
  );
  return scheduler === "cron" ? untold.map(({ name }) => name) : [];
}
