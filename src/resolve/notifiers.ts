import { alternatives, quote } from "../diagnostics/words.ts";
import type { Located } from "../source/located.ts";
import type { NotificationSpec, NotifierSpec } from "../spec/spec.ts";
import { parseDuration } from "./durations.ts";
import { resolveHttp, resolveUrl } from "./http.ts";
import { lookUp } from "./names.ts";
import { type Parsed, parsed, refused } from "./parsed.ts";
import { parseLine, parsePath } from "./paths.ts";
import type { NotifierEvent, ResolvedNotifier, ResolvedWay } from "./resolved-spec.ts";
import { read, type Scope } from "./scope.ts";
import { resolvePlainSecret } from "./secrets.ts";

const ways = ["mail", "http", "healthchecks", "ntfy", "command"] as const;

/** Seconds that a notifier may take. */
const defaultTimeout = 30;

/** Whatever a person would want to know without having asked. */
const notGood: readonly NotifierEvent[] = [
  "warned",
  "locked",
  "failed",
  "timed-out",
  "interrupted",
  "overdue",
];

/** Undefined when something is wrong with it, which was reported. */
export function resolveNotifier(
  { use, on }: NotificationSpec,
  scope: Scope,
): ResolvedNotifier | undefined {
  const found = lookUp(use, scope.spec.notifiers);
  if (!found) return undefined;
  const { value: spec, name } = found;
  const way = resolveWay(spec, scope);
  const timeout = spec.timeout ? read(spec.timeout, parseDuration, scope)?.seconds : defaultTimeout;
  if (!way || timeout === undefined) return undefined;
  return {
    name: name ?? way.kind,
    events: on?.map(({ value }) => value) ?? defaultEvents(way),
    timeout,
    way,
  };
}

function defaultEvents({ kind }: ResolvedWay): readonly NotifierEvent[] {
  return kind === "healthchecks" ? ["start", "ok", "skipped", ...notGood] : notGood;
}

function resolveWay(spec: NotifierSpec, scope: Scope): ResolvedWay | undefined {
  const [way, another] = ways.filter((key) => spec[key] !== undefined);
  if (way === undefined) {
    scope.reporter.report("incomplete-notifier", "this notifier does not say how to tell anybody", {
      span: spec.span,
      help: `give it one of ${alternatives([...ways])}`,
    });
    return undefined;
  }
  if (another !== undefined) {
    const message = `this notifier has both ${quote(way)} and ${quote(another)}`;
    scope.reporter.report("conflicting-settings", message, {
      span: spec.span,
      help: "make two notifiers of it; a job can use several",
    });
    return undefined;
  }
  return resolveOne(spec, scope);
}

function resolveOne(spec: NotifierSpec, scope: Scope): ResolvedWay | undefined {
  const { mail, http, healthchecks, ntfy, command } = spec;
  if (mail) {
    const addresses = all(mail, (address) => read(address, parseAddress, scope));
    return addresses && { kind: "mail", addresses };
  }
  if (http) return resolveHttp(http.value, scope);
  if (healthchecks) {
    const url = resolvePlainSecret(healthchecks.value.url, scope);
    return url && { kind: "healthchecks", url };
  }
  if (ntfy) {
    const { token: written } = ntfy.value;
    const url = resolveUrl(ntfy.value.url, scope);
    const token = written && resolvePlainSecret(written, scope);
    return url && (token || !written) ? { kind: "ntfy", url, token } : undefined;
  }
  const [program, ...rest] = command ?? [];
  const path = program && read(program, (text) => parsePath(text, scope.home), scope);
  const words = all(rest, (argument) => read(argument, (text) => parseLine(text), scope));
  return path && words ? { kind: "command", argv: [path, ...words] } : undefined;
}

function all<T>(
  written: readonly Located<string>[],
  resolve: (one: Located<string>) => T | undefined,
): readonly T[] | undefined {
  const resolved = written.map(resolve);
  return resolved.every((one) => one !== undefined) ? resolved : undefined;
}

/** `dot-atom@domain` (RFC 5322, 3.4.1), or the name of a user: nothing in it ends a header or another address. */
function parseAddress(text: string): Parsed<string> {
  return /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}(?:@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?)?$/.test(
    text,
  )
    ? parsed(text)
    : refused(
        "invalid-address",
        `${quote(text)} is not a mail address`,
        "write the address alone, such as admin@example.org",
      );
}
