import type { ResolvedHost, ResolvedTarget, RsyncDaemonTarget } from "../resolve/resolved-spec.ts";
import type { RsyncDaemonTargetPlan, TargetPlan } from "./plan.ts";
import { planProxy } from "./proxy.ts";
import { STALL_SECONDS } from "./stall.ts";

/**
 * How the archive is reached.
 *
 * @param job its name: Tor is told so, to give each job a circuit of its own
 * @param style a crontab line cannot choose between the programs that a host has
 */
export function planTarget(
  target: ResolvedTarget,
  job: string,
  style: ResolvedHost["style"],
): TargetPlan {
  const { url, archivePath } = target;
  switch (target.kind) {
    case "file":
      return { kind: "file", url, archivePath, directory: target.directory };
    case "rsync-daemon":
      return { kind: "rsync-daemon", url, archivePath, ...planRsync(target, job, style) };
    case "other":
      return { kind: "other", url, archivePath, scheme: target.scheme };
  }
}

function planRsync(
  target: RsyncDaemonTarget,
  job: string,
  style: ResolvedHost["style"],
): Pick<RsyncDaemonTargetPlan, "moduleUrl" | "rsyncOptions" | "port" | "proxy"> {
  const user = target.user === undefined ? "" : `${target.user}@`;
  const { proxy, port, host } = target;
  return {
    moduleUrl: `${user}${host}::${target.modulePath}`,
    rsyncOptions: [
      `--timeout=${STALL_SECONDS}`,
      // Plain --partial wedges an archive when an upload is cut (duplicity 0.8.22, measured).
      ...(target.partial ? ["--partial-dir=.rsync-partial"] : []),
      ...(target.compress ? ["--compress"] : []),
    ],
    port,
    proxy: proxy ? planProxy(proxy, port, job, style) : null,
  };
}
