import type { Dialect, Scheduler } from "../schedule/daemon.ts";
import type { Schedule } from "../schedule/schedule.ts";

/**
 * What will be run, by whom, when, with which words: plain JSON, nothing of YAML. `holdfast plan --json` prints it and
 * every emitter reads only this.
 */
export interface Plan {
  /** The spec as it was named on the command line's side: a base name, so that the directory does not matter. */
  readonly spec: string;
  readonly hosts: readonly HostPlan[];
}

export interface HostPlan {
  readonly name: string;
  /** Path into the spec, as text: `hosts.the-server`. */
  readonly origin: string;
  /** Whose crontab or manager starts the jobs; whom they run as unless they say another. */
  readonly user: string;
  readonly home: string;
  readonly scheduler: Scheduler;
  /** Which cron. */
  readonly dialect: Dialect;
  /** What stands in the crontab: the job's script, or the bare command of duplicity. */
  readonly style: "script" | "inline";
  /** The zone that the host's clock shows; null when the spec does not say. */
  readonly timezone: string | null;
  readonly scope: "system" | "user";
  readonly installDir: string;
  readonly stateDir: string;
  /** The PATH of every run: the host's own directories, then the safe ones. */
  readonly searchPath: readonly string[];
  readonly jobs: readonly JobPlan[];
}

export type ActionName = ActionPlan["action"];

export interface JobPlan {
  readonly name: string;
  readonly origin: string;
  /** Whom it runs as, and that account's home. */
  readonly user: string;
  readonly home: string;
  /** Whether the host's user, from whose crontab it is started, goes on as that user through sudo(8). */
  readonly throughSudo: boolean;
  /** Where install.sh puts the script, and what crontab and units call. */
  readonly installedScript: string;
  /** Archive cache, status, logs, lock and temporary files. */
  readonly stateDir: string;
  readonly sources: readonly string[];
  /** Whether an ordinary user is given the right to read everybody's files, as some of the sources are not in the user's home. */
  readonly readsAll: boolean;
  /** The directory that duplicity starts from: the source, or `/` when there are several. */
  readonly sourceRoot: string;
  /** The words that say what is in and what is out; for actions that read the source. */
  readonly selection: readonly string[];
  readonly target: TargetPlan;
  /** GnuPG's options, or null when the archive is not encrypted. */
  readonly gpgOptions: readonly string[] | null;
  readonly secrets: readonly SecretPlan[];
  /** Absolute, or `duplicity` to be found on the PATH. */
  readonly duplicity: string;
  /** MiB */
  readonly volsize: number;
  /** The user's own options, after Holdfast's. */
  readonly extraOptions: readonly string[];
  /** Seconds; null when nothing says how old a backup may be. */
  readonly maxAge: number | null;
  readonly conditions: ConditionsPlan;
  readonly guard: GuardPlan;
  /** Null when the spec says nothing of locks. */
  readonly lock: LockPlan | null;
  readonly limits: LimitsPlan;
  /** Seconds before each further attempt; none when there is one attempt. */
  readonly retryWaits: readonly number[];
  readonly notifiers: readonly NotifierPlan[];
  /** The directory of node_exporter's textfile collector that metrics are written to, or null. */
  readonly metrics: string | null;
  readonly actions: readonly ActionPlan[];
  /** Those that an action of the job has, in the order of the spec. */
  readonly hooks: Readonly<Record<HookTurn, readonly HookPlan[]>>;
}

/** When a hook runs. */
export type HookTurn = "before" | "after" | "on_success" | "on_failure" | "finally";

export interface HookPlan {
  /** Its place below the job: `hooks.before[0]`. */
  readonly place: string;
  /** The program by its absolute path, and its arguments. */
  readonly command: readonly string[];
  /** Seconds. */
  readonly timeout: number;
  readonly actions: readonly ActionName[];
}

export interface ConditionsPlan {
  readonly mounted: readonly string[];
  readonly acPower: boolean;
  readonly unmetered: boolean;
  /** KiB in a directory; null when that does not matter. */
  readonly free: { readonly path: string; readonly atLeast: number } | null;
  readonly reachable: boolean;
}

export interface GuardPlan {
  readonly mounted: readonly string[];
  readonly sentinels: readonly string[];
  /** Per cent; null when any part of the files may go. */
  readonly maxShrink: number | null;
}

export interface LockPlan {
  /** The name of the lock that jobs share. */
  readonly name: string | null;
  /** Seconds; null leaves it to who starts what. */
  readonly wait: number | null;
}

export interface LimitsPlan {
  readonly nice: number | null;
  readonly ionice: "idle" | "best-effort" | null;
  /** KiB a second. */
  readonly bandwidth: number | null;
}

export interface SecretPlan {
  readonly purpose: "passphrase" | "previous-passphrase" | "rsync-password" | "proxy-password";
  /** The name under `secrets:`; null for one written inline. */
  readonly name: string | null;
  /** The file that is read where systemd loads none; below `/run`, and never there, for one that is encrypted. */
  readonly file: string;
  /** The name under which the job's units get it, and then do not read the file; null when they do. */
  readonly credential: string | null;
  /** The file that systemd decrypts to load it, and nobody else reads; null when it loads `file`. */
  readonly encrypted: string | null;
  readonly copy: string | null;
}

export interface NotifierPlan {
  /** As messages call it. */
  readonly name: string;
  /** `start`, outcomes, `overdue` and `change`. */
  readonly events: readonly string[];
  /** Seconds. */
  readonly timeout: number;
  readonly way: WayPlan;
}

/** How a notifier is told. Secrets are named by their files. */
export type WayPlan =
  | { readonly kind: "mail"; readonly addresses: readonly string[] }
  | { readonly kind: "healthchecks"; readonly urlFile: string }
  | { readonly kind: "ntfy"; readonly url: TextPlan; readonly tokenFile: string | null }
  | { readonly kind: "command"; readonly argv: readonly string[] }
  | {
      readonly kind: "http";
      readonly url: TextPlan;
      readonly method: "POST" | "PUT" | "GET";
      readonly headers: readonly { readonly name: string; readonly value: TextPlan }[];
      /** A template; "" for no body. */
      readonly body: string;
      /** Whether what is filled in is escaped for JSON. */
      readonly json: boolean;
    };

/** A text that ends with what a file holds, unless that is null. */
export interface TextPlan {
  readonly text: string;
  readonly file: string | null;
}

export type TargetPlan = FileTargetPlan | RsyncDaemonTargetPlan | OtherTargetPlan;

interface TargetPlanCommon {
  /** What duplicity is given. */
  readonly url: string;
  /** Where the archive lies below the URL of the spec; "" for that URL itself. */
  readonly archivePath: string;
}

export interface FileTargetPlan extends TargetPlanCommon {
  readonly kind: "file";
  /** The directory that the spec's URL names. */
  readonly directory: string;
}

export interface RsyncDaemonTargetPlan extends TargetPlanCommon {
  readonly kind: "rsync-daemon";
  /** The spec's URL in rsync's own notation, without a final slash: `user@host::module`. */
  readonly moduleUrl: string;
  /** rsync's options but for the password file. */
  readonly rsyncOptions: readonly string[];
  /** rsync's --port; with a proxy of SOCKS5 the port stands in the connect program instead. */
  readonly port: number;
  readonly proxy: ProxyPlan | null;
}

export interface ProxyPlan {
  readonly kind: "socks5" | "http";
  /** HOST:PORT */
  readonly address: string;
  /** Whom the proxy is told that this is; Tor gives each name a circuit of its own. */
  readonly user: string | null;
  /**
   * The commands that get rsync through (RSYNC_CONNECT_PROG, rsync(1): `%H` is the host), of which the first that the host
   * has is taken; none for HTTP, which rsync talks itself.
   */
  readonly connectPrograms: readonly string[];
  /** The one that a machine without any should get. */
  readonly recommended: RecommendedProgramPlan | null;
}

export interface RecommendedProgramPlan {
  readonly command: string;
  /** Debian's. */
  readonly package: string;
}

export interface OtherTargetPlan extends TargetPlanCommon {
  readonly kind: "other";
  readonly scheme: string;
}

export type ActionPlan = BackupPlan | PrunePlan | VerifyPlan | DrillPlan;

interface ActionPlanCommon {
  readonly origin: string;
  readonly schedule: { readonly value: Schedule; readonly text: string } | null;
  /** Runs as the next step of this action. */
  readonly after: "backup" | null;
  readonly afterWarned: boolean;
  /** Seconds. */
  readonly timeout: number;
}

export interface BackupPlan extends ActionPlanCommon {
  readonly action: "backup";
  /** duplicity's interval, such as `2M`. */
  readonly fullIfOlderThan: string | null;
  /** It fails when files cannot be read. */
  readonly failUnreadable: boolean;
}

export interface PrunePlan extends ActionPlanCommon {
  readonly action: "prune";
  /** How many fulls stay. */
  readonly keepFull: number | null;
  /** duplicity's interval, such as `1Y`, and seconds. */
  readonly olderThan: { readonly text: string; readonly seconds: number } | null;
  /** How many fulls keep their incrementals. */
  readonly keepIncrementalsOf: number | null;
}

export interface VerifyPlan extends ActionPlanCommon {
  readonly action: "verify";
  /** Whether the archive is compared with the source, too. */
  readonly compareData: boolean;
  /** How many of the files and directories may differ; null for any number of those that changed since the backup. */
  readonly maxDifference: { readonly number: number; readonly unit: "files" | "percent" } | null;
}

export interface DrillPlan extends ActionPlanCommon {
  readonly action: "drill";
  /** How many files a sample has at most. */
  readonly files: number;
  /** How large they are together at most. */
  readonly mebibytes: number;
  /** Seconds after which everything is restored again; null for never. */
  readonly fullAfter: number | null;
}

/** What a job has of an action; undefined when it has not that action. */
export function actionOf<Name extends ActionName>(
  { actions }: JobPlan,
  name: Name,
): Extract<ActionPlan, { action: Name }> | undefined {
  const isOfName = (plan: ActionPlan): plan is Extract<ActionPlan, { action: Name }> =>
    plan.action === name;
  return actions.find(isOfName);
}
