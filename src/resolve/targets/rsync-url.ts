import { quote } from "../../diagnostics/words.ts";
import { type Parsed, parsed, refused } from "../parsed.ts";

/** The parts of the URL of an rsync daemon's module. */
export interface RsyncDaemonUrl {
  readonly user: string | undefined;
  readonly host: string;
  /** 1-65535; rsync's own, 873, when the URL has none. */
  readonly port: number;
  /** The module, and what the URL names below it: without a slash at either end. */
  readonly modulePath: string;
}

const form = "rsync://[USER@]HOST[:PORT]::MODULE[/PATH]";

/**
 * Reads `rsync://[USER@]HOST[:PORT]::MODULE[/PATH]`, duplicity's notation for an rsync daemon. duplicity splits its rsync
 * command as a shell would, without any quoting of the URL, and rsync before 3.5 pastes the host into a shell command: so
 * the characters allowed are those that mean nothing there.
 */
export function parseRsyncDaemonUrl(url: string): Parsed<RsyncDaemonUrl> {
  const wrong = (message: string, help: string = form) => refused("invalid-url", message, help);
  const match = /^rsync:\/\/(?:([^@]*)@)?([^@]*?)(?::([^:]*))?::(.*)$/s.exec(url);
  if (!match) return wrong("this is not the URL of an rsync daemon");
  const [, user, host = "", port, path = ""] = match;
  if (user !== undefined && !/^[A-Za-z0-9._+=~-]+$/.test(user)) {
    return wrong(
      "the user in this URL is empty or has characters that rsync's command line cannot hold",
    );
  }
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(host)) {
    return wrong(
      `${quote(host)} is not a host name of a-z, 0-9, "." and "-"`,
      /^[a-z0-9.-]+$/i.test(host) ? `write ${quote(host.toLowerCase())}` : form,
    );
  }
  if (
    port !== undefined &&
    !(/^[0-9]{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535)
  ) {
    return wrong(`${quote(port)} is not a port`, "1 to 65535");
  }
  const modulePath = path.replace(/^\/+|\/+$/g, "");
  if (modulePath === "") return wrong("this URL names no module");
  const stray = /[^A-Za-z0-9._~+@=,/-]/u.exec(modulePath)?.[0];
  if (stray !== undefined) {
    return wrong(
      `the module's path holds ${quote(stray)}`,
      "A-Z, a-z, 0-9 and . _ ~ + @ = , - / are allowed",
    );
  }
  if (modulePath.split("/").some((name) => name === ".." || name === "")) {
    return wrong(`the module's path has "//" or ".." in it`, "write where it leads");
  }
  return parsed({ user, host, port: Number(port ?? 873), modulePath });
}
