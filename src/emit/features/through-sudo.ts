import { sh, word } from "../../shell/shell.ts";
import type { FeatureEmitter } from "./feature.ts";

/** How the host's user goes on as the job's; the code is picked with that of who may start the job. */
export const emitThroughSudo: FeatureEmitter = (host, job) =>
  job.throughSudo
    ? {
        data: [sh`sudo_user=${word(host.user)}`, sh`installed_script=${word(job.installedScript)}`],
        calls: { check: ["look_at_sudo"] },
      }
    : undefined;
