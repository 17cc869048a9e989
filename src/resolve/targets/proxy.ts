import { quote } from "../../diagnostics/words.ts";
import { type Parsed, parsed, refused } from "../parsed.ts";
import type { Socks5Proxy } from "../resolved-spec.ts";

/** Where Tor listens unless torrc says otherwise: tor(1), SocksPort. */
export const torProxy: Socks5Proxy = { host: "127.0.0.1", port: 9050, tor: true };

/** The address of a SOCKS5 proxy: `HOST:PORT`. */
export function parseProxy(text: string): Parsed<Socks5Proxy> {
  const match = /^([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?):([0-9]{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (!match || port < 1 || port > 65535) {
    return refused(
      "invalid-proxy",
      `${quote(text)} is not the address of a proxy`,
      "a host and a port, such as 127.0.0.1:9050",
    );
  }
  return parsed({ host: match[1] ?? "", port, tor: false });
}
