import { quote } from "../diagnostics/words.ts";
import type { Scheduler } from "../schedule/daemon.ts";
import type { AccountSpec } from "../spec/spec.ts";
import { type Parsed, parsed, refused } from "./parsed.ts";
import { parsePath } from "./paths.ts";
import type { Account } from "./resolved-spec.ts";
import { read, type Scope } from "./scope.ts";

/** Undefined when something is wrong with it, which was reported. */
export function resolveAccount(spec: AccountSpec, scope: Scope): Account | undefined {
  const user = read(spec.user, parseUser, scope);
  const home = spec.home ? read(spec.home, parseHome, scope) : scope.home;
  return user === undefined || home === undefined ? undefined : { user, home };
}

/**
 * The home that an account's paths are below: unless the spec says another that is right, /root or /home/USER, and on a
 * Mac, where launchd is, /var/root or /Users/USER.
 */
export function homeOf(spec: AccountSpec, scheduler: Scheduler): string {
  const home = spec.home && parseHome(spec.home.value);
  if (home?.ok) return home.value;
  const [ofRoot, ofUsers] = scheduler === "launchd" ? ["/var/root", "/Users"] : ["/root", "/home"];
  return spec.user.value === "root" ? ofRoot : `${ofUsers}/${spec.user.value}`;
}

/** A name that every Unix takes: useradd(8), "CAVEATS". */
function parseUser(text: string): Parsed<string> {
  return /^(?=.{1,32}$)[a-z_][a-z0-9_-]*\$?$/.test(text)
    ? parsed(text)
    : refused(
        "invalid-user",
        `${quote(text)} is not a user name`,
        "up to 32 of a-z, 0-9, _ and -, a letter or _ first",
      );
}

function parseHome(text: string): Parsed<string> {
  return text.startsWith("~")
    ? refused("relative-path", "the home itself cannot begin with ~/", "write the whole path")
    : parsePath(text, "/");
}
