/** What can start a job. */
export const schedulers = ["cron", "systemd", "launchd"] as const;

export type Scheduler = (typeof schedulers)[number];

/** Crons, by the name of who made them; `portable` is what all of them do alike. */
export const dialects = ["portable", "debian", "cronie", "busybox", "systemd-cron"] as const;

export type Dialect = (typeof dialects)[number];

/**
 * The cron by whose habits a line is written that starts no script, which could tell what is due. Where it may be any,
 * Debian's, which takes care of clocks that are changed as cronie does, and as the others do not.
 */
export function dialectOfBareLines(dialect: Dialect): Dialect {
  return dialect === "portable" ? "debian" : dialect;
}

/** The cron that starts a job. */
export interface Daemon {
  readonly kind: Dialect;
  /** The time zone that the host's clock shows, when that is known. */
  readonly timezone: string | null;
}

/** What a daemon is told, so that it starts a job at every time of a schedule, and perhaps at others. */
export interface Lines {
  readonly lines: readonly string[];
  /** Whether it is started at other times, too, or more than once at one: then the job has to tell when it is due. */
  readonly guarded: boolean;
}
