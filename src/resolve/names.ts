import type { Reporter } from "../diagnostics/reporter.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { alternatives, quote } from "../diagnostics/words.ts";
import type { Located } from "../source/located.ts";
import type {
  JobSpec,
  NotifierSpec,
  Reference,
  SecretSpec,
  Spec,
  Table,
  TargetSpec,
} from "../spec/spec.ts";

export interface Found<T> {
  /** Undefined for a thing that is written inline. */
  readonly name: string | undefined;
  readonly value: T;
}

/** What a reference means; undefined when there is no such name, which {@link checkNames} reports. */
export function lookUp<T>(reference: Reference<T>, table: Table<T>): Found<T> | undefined {
  if (reference.kind === "inline") return { name: undefined, value: reference.value };
  const name = reference.name.value;
  const named = table.get(name);
  return named && { name, value: named.value };
}

/** Reports names that nothing has, and things that nothing names. */
export function checkNames(spec: Spec, reporter: Reporter): void {
  const secrets = [...spec.jobs.values()].flatMap(({ value }) => passphrasesOf(value));
  const targets = [...spec.jobs.values()].flatMap(({ value }) => value.target ?? []);
  const notifications = [...spec.jobs.values()].flatMap(({ value }) => value.notify);
  const notifiers = [
    ...[...spec.notifiers.values()].map(({ value }) => value),
    ...notifications.flatMap(({ use }) => (use.kind === "inline" ? [use.value] : [])),
  ];
  const passwords = [
    ...[...spec.targets.values()].flatMap(({ value }) => passwordsOf(value)),
    ...targets.flatMap((target) => (target.kind === "inline" ? passwordsOf(target.value) : [])),
  ];
  const namedSecrets = [...secrets, ...passwords, ...notifiers.flatMap(secretsOfNotifier)].flatMap(
    (secret) => nameOf(secret),
  );
  const jobs = [...spec.hosts.values()].flatMap(({ value }) => value.jobs);
  check("secret", "secrets", spec.secrets, namedSecrets, reporter);
  check("target", "targets", spec.targets, targets.flatMap(nameOf), reporter);
  const used = notifications.map(({ use }) => use);
  check("notifier", "notifiers", spec.notifiers, used.flatMap(nameOf), reporter);
  check("job", "jobs", spec.jobs, jobs, reporter);
}

/** The passphrases of a job: the one that it encrypts with, then the former ones. */
export function passphrasesOf(job: JobSpec): Reference<SecretSpec>[] {
  const { encryption } = job;
  return encryption?.kind === "symmetric" ? [encryption.passphrase, ...encryption.previous] : [];
}

/** What others are told to reach a target: the password of its server, then its proxy's. */
export function passwordsOf({ password, proxy }: TargetSpec): Reference<SecretSpec>[] {
  const proxyPassword = proxy?.value.kind === "settings" ? proxy.value.password : undefined;
  return [password, proxyPassword].flatMap((secret) => secret ?? []);
}

function secretsOfNotifier({ http, healthchecks, ntfy }: NotifierSpec): Reference<SecretSpec>[] {
  const urls = [http?.value.url, ntfy?.value.url].flatMap((url) =>
    url?.kind === "secret" ? [url.secret] : [],
  );
  const others = [healthchecks?.value.url, ntfy?.value.token];
  const headers = http?.value.headers.map(({ secret }) => secret) ?? [];
  return [...urls, ...others, ...headers].flatMap((secret) => secret ?? []);
}

/** Where a job or target says which secret it uses. */
export function placeOfSecret(reference: Reference<SecretSpec>): Located<string> {
  return reference.kind === "name" ? reference.name : reference.value.file;
}

function nameOf<T>(reference: Reference<T> | undefined): Located<string>[] {
  return reference?.kind === "name" ? [reference.name] : [];
}

const itself =
  "if this is the secret itself, put it into a file on the host and write { file: PATH }";

function check<T>(
  kind: string,
  key: string,
  table: Table<T>,
  uses: readonly Located<string>[],
  reporter: Reporter,
): void {
  const unknown = uses.filter((use) => !table.has(use.value));
  for (const use of unknown) {
    const known = [...table.keys()];
    const near = didYouMean(use.value, known);
    // What resembles no name may be the secret itself.
    const hidden = kind === "secret" && near === undefined;
    if (hidden) use.span.file.mask(use.span.start, use.span.end);
    const shown = hidden ? "this secret" : `${kind} ${quote(use.value)}`;
    const few = known.length > 0 && known.length <= 5;
    const help = near ?? (few ? `"${key}" has ${alternatives(known)}` : `define it under "${key}"`);
    reporter.report("unknown-name", `${shown} is not defined under "${key}"`, {
      span: use.span,
      help: hidden ? `${help}; ${itself}` : help,
    });
  }
  // What a mistyped name should have named is not unused.
  if (unknown.length > 0) return;
  const used = new Set(uses.map((use) => use.value));
  for (const { name } of table.values()) {
    if (used.has(name.value)) continue;
    const by = kind === "job" ? "runs on no host" : "is not used";
    reporter.report("unused", `${kind} ${quote(name.value)} ${by}`, { span: name.span });
  }
}
