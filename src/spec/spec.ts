import type { Dialect, Scheduler } from "../schedule/daemon.ts";
import type { Located } from "../source/located.ts";
import type { Span } from "../source/span.ts";

/**
 * The spec as the user wrote it, with the places of all values: it mirrors the schema. `defaults:` are merged into
 * every job already, so that a job's value may have its place there.
 */
export interface Spec {
  readonly secrets: Table<SecretSpec>;
  readonly targets: Table<TargetSpec>;
  readonly notifiers: Table<NotifierSpec>;
  readonly jobs: Table<JobSpec>;
  readonly hosts: Table<HostSpec>;
}

/** Things under names that the user chose, in the order of the text. */
export type Table<T> = ReadonlyMap<string, Named<T>>;

export interface Named<T> {
  readonly name: Located<string>;
  readonly value: T;
}

/** A place that takes a named thing: its name, or the thing itself. */
export type Reference<T> =
  | { readonly kind: "name"; readonly name: Located<string> }
  | { readonly kind: "inline"; readonly value: T };

export interface SecretSpec {
  /** The file, encrypted or not. */
  readonly file: Located<string>;
  /** The same file, when systemd is to decrypt it; another one when the spec names both, which is a mistake. */
  readonly encrypted: Located<string> | undefined;
  readonly credential: Located<string> | undefined;
  readonly copy: Located<string> | undefined;
}

export interface TargetSpec {
  readonly url: Located<string>;
  readonly path: Located<string> | undefined;
  readonly password: Reference<SecretSpec> | undefined;
  readonly proxy: Located<ProxySpec> | undefined;
  readonly rsync: Located<RsyncSpec> | undefined;
}

/** `tor` or a URL, or its settings one by one. */
export type ProxySpec =
  | { readonly kind: "text"; readonly text: Located<string> }
  | {
      readonly kind: "settings";
      readonly socks5: Located<string> | undefined;
      readonly http: Located<string> | undefined;
      readonly user: Located<string> | undefined;
      readonly password: Reference<SecretSpec> | undefined;
      readonly program: Located<ConnectProgram> | undefined;
    };

/** A program that gets rsync through a SOCKS5 proxy; nc is OpenBSD's. */
export type ConnectProgram = "socat" | "nc" | "ncat";

export interface RsyncSpec {
  readonly partial: Located<boolean> | undefined;
  readonly compress: Located<boolean> | undefined;
}

/** Somebody's account on a host. */
export interface AccountSpec {
  readonly user: Located<string>;
  readonly home: Located<string> | undefined;
}

/** What a job needs may be missing here: the schema cannot tell what `defaults:` gives. */
export interface JobSpec {
  /** Empty when there is none. */
  readonly sources: readonly Located<string>[];
  readonly exclude: readonly Located<string>[];
  readonly select: readonly SelectionSpec[];
  readonly target: Reference<TargetSpec> | undefined;
  readonly encryption: EncryptionSpec | undefined;
  readonly duplicity: DuplicitySpec;
  /** Undefined: the host's user. */
  readonly runAs: AccountSpec | undefined;
  readonly maxAge: Located<string> | undefined;
  readonly timeout: Located<string> | undefined;
  readonly conditions: ConditionsSpec | undefined;
  readonly guard: GuardSpec | undefined;
  readonly lock: LockSpec | undefined;
  readonly limits: LimitsSpec | undefined;
  readonly retry: Located<RetrySpec> | undefined;
  readonly notify: readonly NotificationSpec[];
  readonly metrics: MetricsSpec | undefined;
  readonly backup: Located<BackupSpec> | undefined;
  readonly prune: Located<PruneSpec> | undefined;
  readonly verify: Located<VerifySpec> | undefined;
  readonly drill: Located<DrillSpec> | undefined;
  readonly hooks: HooksSpec;
}

/** When a hook runs, in the order of a run. */
export type HookTurn = keyof HooksSpec;

export interface HooksSpec {
  readonly before: readonly Located<HookSpec>[];
  readonly after: readonly Located<HookSpec>[];
  readonly on_success: readonly Located<HookSpec>[];
  readonly on_failure: readonly Located<HookSpec>[];
  readonly finally: readonly Located<HookSpec>[];
}

export interface HookSpec {
  readonly run: readonly Located<string>[] | undefined;
  readonly shell: Located<string> | undefined;
  readonly timeout: Located<string> | undefined;
  readonly actions: readonly Located<ActionName>[] | undefined;
}

/** What a job does at times of its own: the keys of a job that say when. */
export const actionNames = ["backup", "prune", "verify", "drill"] as const;

export type ActionName = (typeof actionNames)[number];

/** Its way is to be one of them; the schema lets several through. */
export interface NotifierSpec {
  readonly mail: readonly Located<string>[] | undefined;
  readonly http: Located<HttpSpec> | undefined;
  readonly healthchecks: Located<HealthchecksSpec> | undefined;
  readonly ntfy: Located<NtfySpec> | undefined;
  readonly command: readonly Located<string>[] | undefined;
  readonly timeout: Located<string> | undefined;
  readonly span: Span;
}

export interface HttpSpec {
  readonly url: UrlSpec;
  readonly method: Located<"POST" | "PUT" | "GET"> | undefined;
  readonly headers: readonly HeaderSpec[];
  readonly body: Located<string> | undefined;
}

export interface HealthchecksSpec {
  readonly url: Reference<SecretSpec>;
}

export interface NtfySpec {
  readonly url: UrlSpec;
  readonly token: Reference<SecretSpec> | undefined;
}

/** A URL that everybody may know, or a secret. */
export type UrlSpec =
  | { readonly kind: "url"; readonly url: Located<string> }
  | { readonly kind: "secret"; readonly secret: Reference<SecretSpec> };

export interface HeaderSpec {
  readonly name: string;
  /** The value, or what stands before the secret. */
  readonly text: Located<string> | undefined;
  readonly secret: Reference<SecretSpec> | undefined;
}

export const notifierEvents = [
  "ok",
  "warned",
  "skipped",
  "locked",
  "failed",
  "timed-out",
  "interrupted",
  "overdue",
  "change",
] as const;

export interface NotificationSpec {
  readonly use: Reference<NotifierSpec>;
  readonly on: readonly Located<(typeof notifierEvents)[number]>[] | undefined;
}

export interface MetricsSpec {
  readonly textfile: Located<string>;
}

export interface SelectionSpec {
  readonly kind: "include" | "exclude";
  readonly pattern: Located<string>;
}

export type EncryptionSpec =
  | { readonly kind: "none" }
  | {
      readonly kind: "symmetric";
      readonly passphrase: Reference<SecretSpec>;
      /** Former passphrases, of which backups may be left. */
      readonly previous: readonly Reference<SecretSpec>[];
      readonly cipher: Located<string> | undefined;
    };

export interface DuplicitySpec {
  readonly executable: Located<string> | undefined;
  readonly volsize: Located<string> | undefined;
  readonly options: readonly Located<string>[];
}

export interface ConditionsSpec {
  /** Empty when there is none. */
  readonly mounted: readonly Located<string>[];
  readonly acPower: Located<boolean> | undefined;
  readonly unmetered: Located<boolean> | undefined;
  readonly free: FreeSpec | undefined;
  readonly reachable: Located<boolean> | undefined;
}

export interface FreeSpec {
  readonly path: Located<string> | undefined;
  readonly atLeast: Located<string>;
}

export interface GuardSpec {
  /** Empty when there is none, as are the sentinels. */
  readonly mounted: readonly Located<string>[];
  readonly sentinels: readonly Located<string>[];
  readonly maxShrink: Located<string> | undefined;
}

export interface LockSpec {
  readonly name: Located<string> | undefined;
  readonly wait: Located<string> | undefined;
}

export interface LimitsSpec {
  readonly nice: Located<number> | undefined;
  readonly ionice: Located<"idle" | "best-effort"> | undefined;
  readonly bandwidth: Located<string> | undefined;
}

export interface RetrySpec {
  readonly attempts: Located<number> | undefined;
  readonly wait: Located<string> | undefined;
  readonly backoff: Located<number> | undefined;
}

export interface ScheduleSpec {
  /** Cron expressions and phrases. Empty when there is none. */
  readonly cron: readonly Located<string>[];
  /** Expressions of systemd's. Empty when there is none. */
  readonly calendar: readonly Located<string>[];
  readonly timezone: Located<string> | undefined;
  readonly splay: Located<string> | undefined;
  readonly catchUp: Located<boolean> | undefined;
}

export interface ActionSpec {
  readonly schedule: Located<ScheduleSpec> | undefined;
  readonly timeout: Located<string> | undefined;
}

export interface BackupSpec extends ActionSpec {
  readonly fullIfOlderThan: Located<string> | undefined;
  readonly unreadable: Located<"warn" | "fail"> | undefined;
}

/** What can run as the next step of a backup. */
export interface FollowingSpec extends ActionSpec {
  readonly after: Located<"backup"> | undefined;
  readonly afterWarned: Located<boolean> | undefined;
}

export interface PruneSpec extends FollowingSpec {
  readonly keepFull: Located<number> | undefined;
  readonly olderThan: Located<string> | undefined;
  readonly keepIncrementalsOf: Located<number> | undefined;
}

export interface VerifySpec extends FollowingSpec {
  readonly compareData: Located<boolean> | undefined;
  /** A number of files, or of percent with its sign. */
  readonly maxDifference: Located<string> | undefined;
}

export interface DrillSpec extends FollowingSpec {
  readonly files: Located<number> | undefined;
  readonly bytes: Located<string> | undefined;
  readonly full: Located<string> | undefined;
}

export interface HostSpec extends AccountSpec {
  readonly scheduler: Located<Scheduler>;
  readonly dialect: Located<Dialect> | undefined;
  readonly style: Located<"script" | "inline"> | undefined;
  readonly timezone: Located<string> | undefined;
  readonly scope: Located<"system" | "user"> | undefined;
  readonly installDir: Located<string> | undefined;
  readonly stateDir: Located<string> | undefined;
  readonly path: readonly Located<string>[];
  readonly metrics: MetricsSpec | undefined;
  readonly jobs: readonly Located<string>[];
}
