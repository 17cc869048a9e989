import type { Dialect, Scheduler } from "../schedule/daemon.ts";
import type { Schedule } from "../schedule/schedule.ts";
import type { SpecPath } from "../source/spec-path.ts";
import type { ActionName, ConnectProgram, HookTurn, notifierEvents } from "../spec/spec.ts";

/**
 * The spec with nothing left to look up: defaults merged, names bound, `~/` and `${host}` filled in, durations and
 * schedules parsed. What has a default is never absent here. Origins are paths into the spec as the user wrote it.
 */
export interface ResolvedSpec {
  /** In the order of the spec. */
  readonly hosts: readonly ResolvedHost[];
}

/** Somebody's account on a host. */
export interface Account {
  readonly user: string;
  /** Absolute, without a final slash (but for "/"). */
  readonly home: string;
}

export interface ResolvedHost extends Account {
  readonly name: string;
  readonly origin: SpecPath;
  readonly scheduler: Scheduler;
  /** Which cron; `portable` under systemd, too, where it means nothing. */
  readonly dialect: Dialect;
  /** What stands in the crontab: the job's script, or the bare command of duplicity. Always `script` under systemd. */
  readonly style: "script" | "inline";
  /** The zone that the host's clock shows; undefined when the spec does not say. */
  readonly timezone: string | undefined;
  /** `system`: /etc/systemd/system with User=. Under cron always the user's own crontab, `user`. */
  readonly scope: "system" | "user";
  readonly installDir: string;
  readonly stateDir: string;
  /** Directories put before the safe PATH. */
  readonly path: readonly string[];
  /** In the order of `hosts.NAME.jobs`. */
  readonly jobs: readonly ResolvedJob[];
}

/** The account is whom it runs as: the host's, unless the job says another. */
export interface ResolvedJob extends Account {
  readonly name: string;
  readonly origin: SpecPath;
  /** Absolute paths, one or more. */
  readonly sources: readonly string[];
  /** First match wins; what no line matches is in. In duplicity's pattern language, `~/` already replaced. */
  readonly select: readonly Selection[];
  readonly target: ResolvedTarget;
  readonly encryption: ResolvedEncryption;
  readonly duplicity: ResolvedDuplicity;
  /** Seconds after which the newest good backup counts as overdue; undefined when backup has no schedule and no max_age. */
  readonly maxAge: number | undefined;
  readonly conditions: ResolvedConditions;
  readonly guard: ResolvedGuard;
  readonly lock: ResolvedLock;
  readonly limits: ResolvedLimits;
  /** Seconds before each further attempt; none when there is one attempt. */
  readonly retryWaits: readonly number[];
  readonly notifiers: readonly ResolvedNotifier[];
  /** Where metrics are written, the job's own directory or its host's. */
  readonly metrics: string | undefined;
  readonly backup: ResolvedBackup | undefined;
  readonly prune: ResolvedPrune | undefined;
  readonly verify: ResolvedVerify | undefined;
  readonly drill: ResolvedDrill | undefined;
  readonly hooks: Readonly<Record<HookTurn, readonly ResolvedHook[]>>;
}

export interface ResolvedHook {
  readonly origin: SpecPath;
  /** A program by its absolute path, and its arguments; or the code that the shell is given. */
  readonly command: { readonly run: readonly string[] } | { readonly shell: string };
  /** Seconds. */
  readonly timeout: number;
  /** Undefined: all that the job has. */
  readonly actions: readonly ActionName[] | undefined;
}

/** What must hold for an action to begin. */
export interface ResolvedConditions {
  /** Absolute paths on which something is mounted. */
  readonly mounted: readonly string[];
  readonly acPower: boolean;
  readonly unmetered: boolean;
  readonly free: ResolvedFree | undefined;
  readonly reachable: boolean;
}

/** What must be so, or a backup fails. */
export interface ResolvedGuard {
  /** Absolute paths on which something is mounted. */
  readonly mounted: readonly string[];
  /** Absolute paths that exist. */
  readonly sentinels: readonly string[];
  /** Per cent of the files and directories in the sources that may go from one backup to the next; undefined: any. */
  readonly maxShrink: number | undefined;
}

export interface ResolvedFree {
  /** Undefined means the job's temporary directory. */
  readonly path: string | undefined;
  /** KiB */
  readonly atLeast: number;
}

export interface ResolvedLock {
  /** Jobs of a host with the same name run one after the other. */
  readonly name: string | undefined;
  /** Seconds; undefined leaves it to who starts what. */
  readonly wait: number | undefined;
}

export interface ResolvedLimits {
  /** 0 to 19: nice(1). */
  readonly nice: number | undefined;
  /** A class of ionice(1); best-effort at its lowest level. */
  readonly ionice: "idle" | "best-effort" | undefined;
  /** KiB a second. */
  readonly bandwidth: number | undefined;
}

/** What a notifier can be told of: an outcome; `overdue`, `change`; or that a step begins. */
export type NotifierEvent = (typeof notifierEvents)[number] | "start";

export interface ResolvedNotifier {
  /** As messages call it: its name under `notifiers:`, or its way. */
  readonly name: string;
  readonly events: readonly NotifierEvent[];
  /** Seconds. */
  readonly timeout: number;
  readonly way: ResolvedWay;
}

export type ResolvedWay =
  | { readonly kind: "mail"; readonly addresses: readonly string[] }
  | { readonly kind: "healthchecks"; readonly url: ResolvedSecret }
  | {
      readonly kind: "ntfy";
      readonly url: ResolvedText;
      readonly token: ResolvedSecret | undefined;
    }
  | { readonly kind: "command"; readonly argv: readonly string[] }
  | HttpWay;

export interface HttpWay {
  readonly kind: "http";
  readonly url: ResolvedText;
  readonly method: "POST" | "PUT" | "GET";
  readonly headers: readonly ResolvedHeader[];
  /** A template; "" for no body. */
  readonly body: string;
  /** Whether what is filled in is escaped for JSON. */
  readonly json: boolean;
}

export interface ResolvedHeader {
  readonly name: string;
  readonly value: ResolvedText;
}

/** A text that ends with a secret, if there is one. */
export interface ResolvedText {
  readonly text: string;
  readonly secret: ResolvedSecret | undefined;
}

export interface Selection {
  readonly kind: "include" | "exclude";
  readonly pattern: string;
}

export interface ResolvedSecret {
  /** The name under `secrets:`; undefined for one written inline. */
  readonly name: string | undefined;
  readonly file: string;
  /** Whether the file is of no use to anybody but systemd, which decrypts it. */
  readonly encrypted: boolean;
  /** The name under which units of the system get it; always there when it is encrypted. */
  readonly credential: string | undefined;
  /** Where the copy off the host is kept, in words. */
  readonly copy: string | undefined;
}

export type ResolvedEncryption =
  | { readonly kind: "none" }
  | {
      readonly kind: "symmetric";
      readonly passphrase: ResolvedSecret;
      /** Former passphrases, of which backups may be left; none is the passphrase, none comes twice. */
      readonly previous: readonly ResolvedSecret[];
      /** GnuPG's name, such as AES256; undefined leaves the choice to gpg. */
      readonly cipher: string | undefined;
    };

interface TargetCommon {
  /** The name under `targets:`; undefined for one written inline. */
  readonly name: string | undefined;
  /** The target's URL as the spec has it, without a final slash. */
  readonly baseUrl: string;
  /** Where the archive lies below it, `HOST/JOB` by default; "" for the URL itself (`path: .`). Characters [A-Za-z0-9._/-]. */
  readonly archivePath: string;
  /** What duplicity is given: baseUrl and archivePath. */
  readonly url: string;
}

export interface FileTarget extends TargetCommon {
  readonly kind: "file";
  /** The directory that the URL names, percent-decoded: it must exist when the job runs. */
  readonly directory: string;
}

export interface RsyncDaemonTarget extends TargetCommon {
  readonly kind: "rsync-daemon";
  readonly user: string | undefined;
  readonly host: string;
  /** From the URL, else 873. */
  readonly port: number;
  /** Module, and the path below it that the URL names: `backups` or `backups/some/dir`; no final slash. */
  readonly modulePath: string;
  readonly password: ResolvedSecret | undefined;
  readonly proxy: ResolvedProxy | undefined;
  /** The safe form of --partial: --partial-dir. */
  readonly partial: boolean;
  readonly compress: boolean;
}

/** A scheme that duplicity knows and Holdfast hands over as it is. */
export interface OtherTarget extends TargetCommon {
  readonly kind: "other";
  readonly scheme: string;
}

export type ResolvedTarget = FileTarget | RsyncDaemonTarget | OtherTarget;

export interface ResolvedProxy {
  readonly kind: "socks5" | "http";
  readonly host: string;
  readonly port: number;
  /** Whether it is Tor: named so, or the way to an onion service. */
  readonly tor: boolean;
  readonly login: { readonly user: string; readonly password: ResolvedSecret } | undefined;
  /** Undefined leaves the choice to the host; never set for one of HTTP, which rsync talks to itself. */
  readonly program: ConnectProgram | undefined;
}

export interface ResolvedDuplicity {
  /** Absolute; undefined means `duplicity` on the PATH. */
  readonly executable: string | undefined;
  /** MiB */
  readonly volsize: number;
  /** Handed over as they are, after Holdfast's own. */
  readonly options: readonly string[];
}

export interface ResolvedAction {
  readonly origin: SpecPath;
  /** Absent for an action that is run by hand or after another. */
  readonly schedule: ResolvedSchedule | undefined;
  /** Seconds: the outer limit of a run. */
  readonly timeout: number;
}

/** Seconds, and the same in duplicity's interval grammar (`2M`). */
export interface ResolvedAge {
  readonly seconds: number;
  readonly text: string;
}

export interface ResolvedBackup extends ResolvedAction {
  /** Undefined: only the first is full. */
  readonly fullIfOlderThan: ResolvedAge | undefined;
  /** A backup fails when files cannot be read. */
  readonly failUnreadable: boolean;
}

/** What can run as the next step of a backup. */
export interface ResolvedFollowing extends ResolvedAction {
  /** `after: backup`: the next step of the same run. */
  readonly after: "backup" | undefined;
  /** Run after `warned`, too. */
  readonly afterWarned: boolean;
}

export interface ResolvedPrune extends ResolvedFollowing {
  /** How many full backups stay, with their incrementals. */
  readonly keepFull: number | undefined;
  /** A full backup goes with its incrementals once all of them are older; never the newest one. */
  readonly olderThan: ResolvedAge | undefined;
  /** How many full backups keep their incrementals. */
  readonly keepIncrementalsOf: number | undefined;
}

export interface ResolvedVerify extends ResolvedFollowing {
  readonly compareData: boolean;
  /** How many files may differ from the source; undefined for any number of those that changed since the backup. */
  readonly maxDifference: Amount | undefined;
}

/** A number of things, or a part of them all. */
export interface Amount {
  readonly number: number;
  readonly unit: "files" | "percent";
}

export interface ResolvedDrill extends ResolvedFollowing {
  /** A sample is at most so many files… */
  readonly files: number;
  /** …and MiB. */
  readonly mebibytes: number;
  /** Seconds after which everything is restored again; undefined for never. */
  readonly fullAfter: number | undefined;
}

export interface ResolvedSchedule {
  readonly schedule: Schedule;
  /** As the user wrote it, for comments. */
  readonly text: string;
}
