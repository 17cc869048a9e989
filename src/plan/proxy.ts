import type { ResolvedHost, ResolvedProxy } from "../resolve/resolved-spec.ts";
import type { ProxyPlan } from "./plan.ts";
import { STALL_SECONDS } from "./stall.ts";

type ConnectProgram = NonNullable<ResolvedProxy["program"]>;

/**
 * How rsync gets through a proxy.
 *
 * @param targetPort what the proxy is asked for
 * @param job its name, which Tor is told
 * @param style `inline` takes one program, as a crontab line cannot look which of them the host has
 */
export function planProxy(
  proxy: ResolvedProxy,
  targetPort: number,
  job: string,
  style: ResolvedHost["style"],
): ProxyPlan {
  const programs = fitPrograms(proxy);
  const commandsOf = (program: ConnectProgram) => commands[program](proxy, targetPort, job);
  // nc is the best known, and notices a proxy that goes silent.
  const recommended = programs.includes("nc") ? "nc" : programs[0];
  const command = recommended && commandsOf(recommended).at(-1);
  const all = programs.flatMap(commandsOf);
  return {
    kind: proxy.kind,
    address: `${proxy.host}:${proxy.port}`,
    user: proxy.login?.user ?? (proxy.tor ? job : null),
    connectPrograms: style === "inline" ? all.filter((one) => one === command) : all,
    recommended:
      recommended && command !== undefined ? { command, package: packages[recommended] } : null,
  };
}

/** The programs that can do what is asked, the best first. */
function fitPrograms({ kind, tor, login, program }: ResolvedProxy): ConnectProgram[] {
  if (kind === "http") return [];
  if (program) return [program];
  if (login) return ["ncat"];
  return tor ? ["socat", "nc", "ncat"] : ["nc", "ncat"];
}

/** Debian's. */
const packages: Record<ConnectProgram, string> = {
  socat: "socat",
  nc: "netcat-openbsd",
  ncat: "ncat",
};

type Commands = (proxy: ResolvedProxy, targetPort: number, job: string) => string[];

/** All of them let the proxy look up the name, and ask nothing of the local resolver (measured). */
const commands: Record<ConnectProgram, Commands> = {
  // Before 1.8 it speaks SOCKS4a, as Tor does, but not SOCKS5. -t: its half second for what comes after one side has
  // ended is nothing to Tor.
  socat: ({ host, port }, targetPort, job) => [
    `socat -t ${STALL_SECONDS} -T ${STALL_SECONDS} - SOCKS4A:${host}:%H:${targetPort},socksport=${port},socksuser=${job}`,
  ],
  // By the name that is OpenBSD's alone on Debian, then by the one that it has elsewhere.
  nc: ({ host, port }, targetPort) =>
    ["nc.openbsd", "nc"].map(
      (name) => `${name} -X 5 -x ${host}:${port} -w ${STALL_SECONDS} %H ${targetPort}`,
    ),
  // It has a user and password from NCAT_PROXY_AUTH, in its environment. With --idle-timeout it goes on until then when
  // the other side has ended, and keeps duplicity waiting (ncat 7.93, measured); so a proxy that goes silent is left to
  // the action's time limit.
  ncat: ({ host, port }, targetPort) => [
    `ncat --proxy ${host}:${port} --proxy-type socks5 --proxy-dns remote %H ${targetPort}`,
  ],
};
