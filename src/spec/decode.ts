import { dialects, schedulers } from "../schedule/daemon.ts";
import type { Located } from "../source/located.ts";
import type { MapNode, SpecNode } from "../source/spec-node.ts";
import { merge } from "./merge.ts";
import {
  flag,
  get,
  list,
  map,
  need,
  number,
  numberOrText,
  type Reader,
  text,
  texts,
  word,
} from "./read.ts";
import type {
  AccountSpec,
  ActionSpec,
  BackupSpec,
  ConditionsSpec,
  DrillSpec,
  DuplicitySpec,
  EncryptionSpec,
  FollowingSpec,
  FreeSpec,
  GuardSpec,
  HeaderSpec,
  HookSpec,
  HooksSpec,
  HookTurn,
  HostSpec,
  HttpSpec,
  JobSpec,
  LimitsSpec,
  LockSpec,
  MetricsSpec,
  NotificationSpec,
  NotifierSpec,
  NtfySpec,
  ProxySpec,
  PruneSpec,
  Reference,
  RetrySpec,
  RsyncSpec,
  ScheduleSpec,
  SecretSpec,
  SelectionSpec,
  Spec,
  Table,
  TargetSpec,
  UrlSpec,
  VerifySpec,
} from "./spec.ts";
import { actionNames, notifierEvents } from "./spec.ts";

/**
 * Makes the typed spec out of its tree, with `defaults:` merged into every job.
 *
 * @param root a tree that the schema has let through
 * @throws on any other
 */
export function decode(root: SpecNode): Spec {
  const spec = map(root);
  const defaults = spec.entries.get("defaults")?.value;
  return {
    secrets: table(spec, "secrets", secret),
    targets: table(spec, "targets", target),
    notifiers: table(spec, "notifiers", notifier),
    jobs: table(spec, "jobs", (node) => job(map(defaults ? merge(defaults, node) : node))),
    hosts: table(spec, "hosts", host),
  };
}

function table<T>(spec: MapNode, key: string, read: Reader<T>): Table<T> {
  const entries = get(spec, key, map)?.entries ?? [];
  return new Map(
    [...entries].map(([name, { keySpan, value }]) => [
      name,
      { name: { value: name, span: keySpan, path: [key, name] }, value: read(value) },
    ]),
  );
}

/** A name, or the thing itself. */
function reference<T>(read: Reader<T>): Reader<Reference<T>> {
  return (node) =>
    node.kind === "map"
      ? { kind: "inline", value: read(node) }
      : { kind: "name", name: text(node) };
}

function located<T>(read: (node: MapNode) => T): Reader<Located<T>> {
  return (node) => ({ value: read(map(node)), span: node.span, path: node.path });
}

function secret(node: SpecNode): SecretSpec {
  const spec = map(node);
  return {
    file: get(spec, "file", text) ?? need(spec, "encrypted", text),
    encrypted: get(spec, "encrypted", text),
    credential: get(spec, "credential", text),
    copy: get(spec, "copy", text),
  };
}

function target(node: SpecNode): TargetSpec {
  const spec = map(node);
  return {
    url: need(spec, "url", text),
    path: get(spec, "path", text),
    password: get(spec, "password", reference(secret)),
    proxy: get(spec, "proxy", proxy),
    rsync: get(spec, "rsync", located(rsync)),
  };
}

function proxy(node: SpecNode): Located<ProxySpec> {
  return node.kind === "map"
    ? located(proxySettings)(node)
    : { value: { kind: "text", text: text(node) }, span: node.span, path: node.path };
}

function proxySettings(node: MapNode): ProxySpec {
  return {
    kind: "settings",
    socks5: get(node, "socks5", text),
    http: get(node, "http", text),
    user: get(node, "user", text),
    password: get(node, "password", reference(secret)),
    program: get(node, "program", word("socat", "nc", "ncat")),
  };
}

function rsync(node: MapNode): RsyncSpec {
  return { partial: get(node, "partial", flag), compress: get(node, "compress", flag) };
}

function job(node: MapNode): JobSpec {
  return {
    sources: get(node, "source", texts) ?? [],
    exclude: get(node, "exclude", texts) ?? [],
    select: get(node, "select", list)?.map(selection) ?? [],
    target: get(node, "target", reference(target)),
    encryption: get(node, "encryption", encryption),
    duplicity: get(node, "duplicity", duplicity) ?? noDuplicitySettings,
    runAs: get(node, "run_as", runAs),
    maxAge: get(node, "max_age", text),
    timeout: get(node, "timeout", text),
    conditions: get(node, "conditions", conditions),
    guard: get(node, "guard", guard),
    lock: get(node, "lock", lock),
    limits: get(node, "limits", limits),
    retry: get(node, "retry", located(retry)),
    notify: get(node, "notify", list)?.map(notification) ?? [],
    metrics: get(node, "metrics", metrics),
    backup: get(node, "backup", located(backup)),
    prune: get(node, "prune", located(prune)),
    verify: get(node, "verify", located(verify)),
    drill: get(node, "drill", located(drill)),
    hooks: hooks(node.entries.get("hooks")?.value),
  };
}

function hooks(node: SpecNode | undefined): HooksSpec {
  const turn = (name: HookTurn) => (node && get(map(node), name, list)?.map(located(hook))) ?? [];
  return {
    before: turn("before"),
    after: turn("after"),
    on_success: turn("on_success"),
    on_failure: turn("on_failure"),
    finally: turn("finally"),
  };
}

function hook(node: MapNode): HookSpec {
  return {
    run: get(node, "run", texts),
    shell: get(node, "shell", text),
    timeout: get(node, "timeout", text),
    actions: get(node, "actions", list)?.map(word(...actionNames)),
  };
}

function notification(node: SpecNode): NotificationSpec {
  const spec = map(node);
  return {
    use: need(spec, "use", reference(notifier)),
    on: get(spec, "on", list)?.map(word(...notifierEvents)),
  };
}

function notifier(node: SpecNode): NotifierSpec {
  const spec = map(node);
  return {
    mail: get(spec, "mail", texts),
    http: get(spec, "http", located(http)),
    healthchecks: get(
      spec,
      "healthchecks",
      located((settings) => ({ url: need(settings, "url", reference(secret)) })),
    ),
    ntfy: get(spec, "ntfy", located(ntfy)),
    command: get(spec, "command", texts),
    timeout: get(spec, "timeout", text),
    span: node.span,
  };
}

function http(node: MapNode): HttpSpec {
  return {
    url: need(node, "url", url),
    method: get(node, "method", word("POST", "PUT", "GET")),
    headers: [...(get(node, "headers", map)?.entries ?? [])].map(([name, { value }]) => ({
      name,
      ...header(value),
    })),
    body: get(node, "body", text),
  };
}

function ntfy(node: MapNode): NtfySpec {
  return { url: need(node, "url", url), token: get(node, "token", reference(secret)) };
}

function url(node: SpecNode): UrlSpec {
  return node.kind === "scalar" && text(node).value.includes("://")
    ? { kind: "url", url: text(node) }
    : { kind: "secret", secret: reference(secret)(node) };
}

function header(node: SpecNode): Omit<HeaderSpec, "name"> {
  if (node.kind === "scalar") return { text: text(node), secret: undefined };
  const spec = map(node);
  return { text: get(spec, "prefix", text), secret: need(spec, "secret", reference(secret)) };
}

function metrics(node: SpecNode): MetricsSpec {
  return { textfile: need(map(node), "textfile", text) };
}

function selection(node: SpecNode): SelectionSpec {
  const spec = map(node);
  const include = get(spec, "include", text);
  return include
    ? { kind: "include", pattern: include }
    : { kind: "exclude", pattern: need(spec, "exclude", text) };
}

function encryption(node: SpecNode): EncryptionSpec {
  if (node.kind === "scalar") return { kind: word("none")(node).value };
  const spec = map(node);
  return {
    kind: "symmetric",
    passphrase: need(spec, "passphrase", reference(secret)),
    previous: get(spec, "previous", list)?.map(reference(secret)) ?? [],
    cipher: get(spec, "cipher", text),
  };
}

const noDuplicitySettings: DuplicitySpec = {
  executable: undefined,
  volsize: undefined,
  options: [],
};

function duplicity(node: SpecNode): DuplicitySpec {
  const spec = map(node);
  return {
    executable: get(spec, "executable", text),
    volsize: get(spec, "volsize", text),
    options: get(spec, "options", texts) ?? [],
  };
}

/** A user's name, or a mapping with it. */
function runAs(node: SpecNode): AccountSpec {
  return node.kind === "map" ? account(node) : { user: text(node), home: undefined };
}

function account(node: MapNode): AccountSpec {
  return { user: need(node, "user", text), home: get(node, "home", text) };
}

function guard(node: SpecNode): GuardSpec {
  const spec = map(node);
  return {
    mounted: get(spec, "mounted", texts) ?? [],
    sentinels: get(spec, "sentinel", texts) ?? [],
    maxShrink: get(spec, "max_shrink", text),
  };
}

function conditions(node: SpecNode): ConditionsSpec {
  const spec = map(node);
  return {
    mounted: get(spec, "mounted", texts) ?? [],
    acPower: get(spec, "ac_power", flag),
    unmetered: get(spec, "unmetered", flag),
    free: get(spec, "free", free),
    reachable: get(spec, "reachable", flag),
  };
}

function free(node: SpecNode): FreeSpec {
  const spec = map(node);
  return { path: get(spec, "path", text), atLeast: need(spec, "at_least", text) };
}

function lock(node: SpecNode): LockSpec {
  const spec = map(node);
  return { name: get(spec, "name", text), wait: get(spec, "wait", text) };
}

function limits(node: SpecNode): LimitsSpec {
  const spec = map(node);
  return {
    nice: get(spec, "nice", number),
    ionice: get(spec, "ionice", word("idle", "best-effort")),
    bandwidth: get(spec, "bandwidth", text),
  };
}

function retry(node: MapNode): RetrySpec {
  return {
    attempts: get(node, "attempts", number),
    wait: get(node, "wait", text),
    backoff: get(node, "backoff", number),
  };
}

function action(node: MapNode): ActionSpec {
  return { schedule: get(node, "schedule", schedule), timeout: get(node, "timeout", text) };
}

function schedule(node: SpecNode): Located<ScheduleSpec> {
  const more = node.kind === "map" ? node : undefined;
  const value: ScheduleSpec = {
    cron: more ? (get(more, "cron", texts) ?? []) : texts(node),
    calendar: (more && get(more, "calendar", texts)) ?? [],
    timezone: more && get(more, "timezone", text),
    splay: more && get(more, "splay", text),
    catchUp: more && get(more, "catch_up", flag),
  };
  return { value, span: node.span, path: node.path };
}

function backup(node: MapNode): BackupSpec {
  return {
    ...action(node),
    fullIfOlderThan: get(node, "full_if_older_than", text),
    unreadable: get(node, "unreadable", word("warn", "fail")),
  };
}

function following(node: MapNode): FollowingSpec {
  return {
    ...action(node),
    after: get(node, "after", word("backup")),
    afterWarned: get(node, "after_warned", flag),
  };
}

function prune(node: MapNode): PruneSpec {
  return {
    ...following(node),
    keepFull: get(node, "keep_full", number),
    olderThan: get(node, "older_than", text),
    keepIncrementalsOf: get(node, "keep_incrementals_of", number),
  };
}

function verify(node: MapNode): VerifySpec {
  return {
    ...following(node),
    compareData: get(node, "compare_data", flag),
    maxDifference: get(node, "max_difference", numberOrText),
  };
}

function drill(node: MapNode): DrillSpec {
  return {
    ...following(node),
    files: get(node, "files", number),
    bytes: get(node, "bytes", text),
    full: get(node, "full", text),
  };
}

function host(node: SpecNode): HostSpec {
  const spec = map(node);
  return {
    ...account(spec),
    scheduler: need(spec, "scheduler", word(...schedulers)),
    dialect: get(spec, "dialect", word(...dialects)),
    style: get(spec, "style", word("script", "inline")),
    timezone: get(spec, "timezone", text),
    scope: get(spec, "scope", word("system", "user")),
    installDir: get(spec, "install_dir", text),
    stateDir: get(spec, "state_dir", text),
    path: get(spec, "path", texts) ?? [],
    metrics: get(spec, "metrics", metrics),
    jobs: get(spec, "jobs", texts) ?? [],
  };
}
