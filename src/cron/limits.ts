/** What the kernel takes as one argument: execve(2). */
const LONGEST_ARGUMENT = 131_071;

/**
 * The longest line that each cron reads whole, in bytes, time fields included. Debian's refuses a whole crontab for one
 * command of more than 998 bytes (3.0pl1, measured); cronie cuts off what is longer than an argument, which busybox crond
 * cannot start (1.7.2, 1.35, measured). A portable line is read whole by FreeBSD's and dcron's as well, which run what
 * they have cut off.
 */
export const longestLine = {
  portable: 998,
  debian: 998,
  cronie: LONGEST_ARGUMENT,
  busybox: LONGEST_ARGUMENT,
  "systemd-cron": LONGEST_ARGUMENT,
} as const;

/** A cron, by the name of who made it, or what all of them do alike. */
export type LimitedDialect = keyof typeof longestLine;
