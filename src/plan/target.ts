import type { ResolvedTarget, RsyncDaemonTarget } from "../resolve/resolved-spec.ts";
import type { RsyncDaemonTargetPlan, TargetPlan } from "./plan.ts";

/** Seconds without a byte after which rsync and the connect program give up; duplicity's own --timeout does nothing for rsync (measured). */
const STALL_SECONDS = 300;

/** How the archive is reached. */
export function planTarget(target: ResolvedTarget): TargetPlan {
  const { url, archivePath } = target;
  switch (target.kind) {
    case "file":
      return { kind: "file", url, archivePath, directory: target.directory };
    case "rsync-daemon":
      return { kind: "rsync-daemon", url, archivePath, ...planRsync(target) };
    case "other":
      return { kind: "other", url, archivePath, scheme: target.scheme };
  }
}

function planRsync(
  target: RsyncDaemonTarget,
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
    proxy: proxy
      ? {
          address: `${proxy.host}:${proxy.port}`,
          // -X 5 lets the proxy look up the name: nothing is asked of the local resolver (measured).
          connectProgram: `nc -X 5 -x ${proxy.host}:${proxy.port} -w ${STALL_SECONDS} %H ${port}`,
        }
      : null,
  };
}
