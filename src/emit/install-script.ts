import account from "../../templates/install/account.sh";
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
import { emitUnits } from "./systemd-units.ts";

/** The same for every host, whatever its scheduler: it must be able to take away the other one's schedule. */
const code = constant([say, tree, account, files, units, crontab, steps, main].join("\n"));

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
scope=${word(host.scope)}
install_dir=${word(host.installDir)}
state_dir=${word(host.stateDir)}
files=${word(scheduledFiles(host).join("\n"))}
shared_locks=${word(sharedLocks(host).join(" "))}

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
  const schedule = [emitCrontab(host), ...emitUnits(host)].flatMap((artifact) =>
    artifact === undefined ? [] : [artifact.path.slice(host.name.length + 1)],
  );
  return [...scripts, ...schedule];
}

/** Names of the locks that several jobs share, each a directory of the user's beside those of the jobs. */
function sharedLocks(host: HostPlan): string[] {
  return [...new Set(host.jobs.flatMap(({ lock }) => lock?.name ?? []))];
}
