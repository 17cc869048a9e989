/** A cron as crontab(5) has it, by the name of who made it; `portable` is what all of them do alike. */
export type Dialect = "portable" | "debian" | "cronie" | "busybox" | "systemd-cron";

/** What starts the job. */
export interface Daemon {
  readonly kind: Dialect | "systemd";
  /** The time zone that the host's clock shows, when that is known. */
  readonly timezone: string | null;
}

/** What a daemon is told, so that it starts a job at every time of a schedule, and perhaps at others. */
export interface Lines {
  readonly lines: readonly string[];
  /** Whether it is started at other times, too, or more than once at one: then the job has to tell when it is due. */
  readonly guarded: boolean;
}
