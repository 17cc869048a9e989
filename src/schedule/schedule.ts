/**
 * When something happens, in whole minutes: the one value that every notation is parsed into and every scheduler's line
 * is made from. It happens whenever one of its rules says so.
 */
export interface Schedule {
  /** One or more. */
  readonly rules: readonly Rule[];
  /** A time that was missed, as the machine slept or the run failed, is made up for. */
  readonly catchUp: boolean;
}

/**
 * Times of the wall clock: those that every one of the sets holds. Sets are sorted, without repetition. "Day 13 or a
 * Friday", as crontab(5) has it, is two rules.
 *
 * All 24 hours mean "unrestricted": the rule follows elapsed time, as often as a wall clock shows its minute. Any other
 * hours happen once on each of their days: at their first occurrence, or right after the gap when they fall into one.
 */
export interface Rule {
  /** 0-59 */
  readonly minutes: readonly number[];
  /** 0-23 */
  readonly hours: readonly number[];
  /** 1-31 */
  readonly daysOfMonth: readonly number[];
  /** 1-28, counted from the end of the month, 1 is its last; when there are any, `daysOfMonth` restricts nothing. */
  readonly daysFromEnd: readonly number[];
  /** 1-12 */
  readonly months: readonly number[];
  /** 0-6, Sunday is 0 */
  readonly daysOfWeek: readonly number[];
  /** A name of the time zone database, such as `Europe/Oslo`; null for what the host's clock shows. */
  readonly timezone: string | null;
}
