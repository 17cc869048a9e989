import { didYouMean } from "../../diagnostics/suggest.ts";
import { quote } from "../../diagnostics/words.ts";
import type { Located } from "../../source/located.ts";
import type { ProxySpec } from "../../spec/spec.ts";
import { type Parsed, parsed, refused, take } from "../parsed.ts";
import type { ResolvedProxy } from "../resolved-spec.ts";
import { read, type Scope } from "../scope.ts";
import { resolveSecret } from "../secrets.ts";

type Address = Pick<ResolvedProxy, "kind" | "host" | "port">;
type ProxySettings = Extract<ProxySpec, { kind: "settings" }>;

/** Where Tor listens unless torrc says otherwise: tor(1), SocksPort. */
const torAddress: Address = { kind: "socks5", host: "127.0.0.1", port: 9050 };

/**
 * Undefined when something is wrong with it, which was reported.
 *
 * @param targetHost what is reached through it: an onion service can only be reached through Tor
 */
export function resolveProxy(
  { value, ...place }: Located<ProxySpec>,
  targetHost: string | undefined,
  scope: Scope,
): ResolvedProxy | undefined {
  const onion = targetHost?.endsWith(".onion") ?? false;
  if (value.kind === "text") {
    const address = read(value.text, parseProxyText, scope);
    // Without a scheme, what stands before the "@" is not known to be a URL's user part, and not hidden as such.
    if (!address && value.text.value.includes("@")) {
      value.text.span.file.mask(value.text.span.start, value.text.span.end);
    }
    const tor = onion || value.text.value === "tor";
    return address && { ...address, tor, login: undefined, program: undefined };
  }
  const address = resolveAddress(value, place, scope);
  const login = resolveLogin(value, place, scope);
  if (!address || login === undefined) return undefined;
  const proxy = { ...address, tor: onion, login: login ?? undefined };
  const program = resolveProgram(value, proxy, scope);
  return program === undefined ? undefined : { ...proxy, program: program ?? undefined };
}

/** `tor`, `socks5://HOST:PORT` or `http://HOST:PORT`. */
export function parseProxyText(text: string): Parsed<Address> {
  if (text === "tor") return parsed(torAddress);
  if (text.includes("@")) {
    return refused(
      "password-in-url",
      "a proxy's user and password do not belong in its URL",
      "write { socks5: HOST:PORT, user: NAME, password: { file: ~/.proxy.secret } }, or http in place of socks5",
    );
  }
  const match = /^(socks5|http):\/\/([^/]*)\/?$/.exec(text);
  if (!match) {
    const forms = "tor, socks5://HOST:PORT or http://HOST:PORT";
    return refused(
      "invalid-proxy",
      `${quote(text)} is not a proxy`,
      didYouMean(text, ["tor"]) ?? forms,
    );
  }
  return parseProxyAddress(match[1] === "http" ? "http" : "socks5", match[2] ?? "");
}

/** `HOST:PORT` */
export function parseProxyAddress(kind: Address["kind"], text: string): Parsed<Address> {
  const match = /^([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?):([0-9]{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (!match || port < 1 || port > 65535) {
    return refused(
      "invalid-proxy",
      `${quote(text)} is not the address of a proxy`,
      "a host and a port, such as 127.0.0.1:9050",
    );
  }
  return parsed({ kind, host: match[1] ?? "", port });
}

type Place = Omit<Located<unknown>, "value">;

function resolveAddress(
  { socks5, http }: ProxySettings,
  place: Place,
  scope: Scope,
): Address | undefined {
  if (socks5 && !http) return read(socks5, (text) => parseProxyAddress("socks5", text), scope);
  if (http && !socks5) return read(http, (text) => parseProxyAddress("http", text), scope);
  const message = "a proxy has either an address of SOCKS5 or one of HTTP";
  return takeAt(
    place,
    refused("invalid-proxy", message, "write socks5: HOST:PORT or http: HOST:PORT"),
    scope,
  );
}

/** Null when there is none; undefined when something is wrong with it, which was reported. */
function resolveLogin(
  { user, password }: ProxySettings,
  place: Place,
  scope: Scope,
): ResolvedProxy["login"] | null {
  if (!user && !password) return null;
  if (!user || !password) {
    const message = user
      ? "this proxy has a user without a password"
      : "this proxy has a password without a user";
    return takeAt(place, refused("invalid-proxy", message, "write both user and password"), scope);
  }
  const name = read(user, parseProxyUser, scope);
  const secret = resolveSecret(password, scope);
  return name === undefined || !secret ? undefined : { user: name, password: secret };
}

/** What USER:PASSWORD can begin with (RFC 7617, 2), and SOCKS5 has room for (RFC 1929). */
function parseProxyUser(text: string): Parsed<string> {
  if (/^[!-9;-~]{1,255}$/.test(text)) return parsed(text);
  return refused(
    "invalid-proxy",
    `${quote(text)} cannot be the user of a proxy`,
    'at most 255 characters of ASCII, without blanks and ":"',
  );
}

/** Null when the host may choose; undefined when it cannot do what is asked of it, which was reported. */
function resolveProgram(
  { program }: ProxySettings,
  proxy: Omit<ResolvedProxy, "program">,
  scope: Scope,
): ResolvedProxy["program"] | null {
  if (!program) return null;
  const unfit = (message: string, help: string) =>
    take(refused("unfit-connect-program", message, help), program, scope.reporter);
  if (proxy.kind === "http") {
    return unfit("rsync talks to an HTTP proxy itself", "leave the program out");
  }
  if (proxy.login && program.value !== "ncat") {
    return unfit(`${program.value} cannot log in to a SOCKS5 proxy`, "write program: ncat");
  }
  if (program.value === "socat" && !proxy.tor) {
    return unfit("socat before 1.8 does not speak SOCKS5", "write program: ncat, or nc");
  }
  return program.value;
}

function takeAt(place: Place, problem: Parsed<never>, { reporter }: Scope): undefined {
  return take(problem, { ...place, value: undefined }, reporter);
}
