import type { ProxySpec, TargetSpec } from "../../spec/spec.ts";
import { onionProblem } from "../onion.ts";
import { type Parsed, refused, take } from "../parsed.ts";
import type { RsyncDaemonTarget } from "../resolved-spec.ts";
import type { Scope } from "../scope.ts";
import { resolveSecret } from "../secrets.ts";
import { resolveProxy } from "./proxy.ts";
import { parseRsyncDaemonUrl, type RsyncDaemonUrl } from "./rsync-url.ts";

type Common = Pick<RsyncDaemonTarget, "name" | "baseUrl" | "archivePath" | "url">;

/** Undefined when something is wrong with it, which was reported. */
export function resolveRsyncDaemon(
  target: TargetSpec,
  common: Common,
  scope: Scope,
): RsyncDaemonTarget | undefined {
  const { rsync } = target;
  if (rsync?.value.compress?.value) {
    scope.reporter.report(
      "useless-compression",
      "encrypted data does not shrink: compress only burns time",
      {
        span: rsync.value.compress.span,
        help: "leave it out",
      },
    );
  }
  const url = take(parseReachable(common.baseUrl, target), target.url, scope.reporter);
  const proxy = target.proxy && resolveProxy(target.proxy, url?.host, scope);
  const password = target.password && resolveSecret(target.password, scope);
  if (!url || (target.proxy && !proxy) || (target.password && !password)) return undefined;
  return {
    ...common,
    kind: "rsync-daemon",
    ...url,
    password,
    proxy,
    partial: rsync?.value.partial?.value ?? false,
    compress: rsync?.value.compress?.value ?? false,
  };
}

function parseReachable(text: string, target: TargetSpec): Parsed<RsyncDaemonUrl> {
  const url = parseRsyncDaemonUrl(text);
  if (!url.ok || !url.value.host.endsWith(".onion")) return url;
  const { host } = url.value;
  const start = text.indexOf(host);
  const at = { start, end: start + host.length };
  const problem = onionProblem(host);
  if (problem)
    return refused("invalid-onion", problem, "copy it from the service's hostname file", at);
  if (target.proxy && !isHttp(target.proxy.value)) return url;
  const message = "an onion service can only be reached through Tor's SOCKS5 proxy";
  return refused("onion-without-proxy", message, "add proxy: tor", at);
}

function isHttp(proxy: ProxySpec): boolean {
  return proxy.kind === "text" ? proxy.text.value.startsWith("http:") : proxy.http !== undefined;
}
