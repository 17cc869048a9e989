/**
 * When something happens, in whole minutes of the wall clock: the one value that every notation is parsed into
 * and every scheduler's line is made from. Sets are sorted, without repetition, and never empty.
 *
 * At most one of `daysOfMonth` and `daysOfWeek` is restricted, and some day fulfils them: the parsers refuse the rest.
 */
export interface Schedule {
  /** 0-59 */
  readonly minutes: readonly number[];
  /** 0-23; all 24 means "unrestricted", which follows elapsed time over a change of the clocks. */
  readonly hours: readonly number[];
  /** 1-31 */
  readonly daysOfMonth: readonly number[];
  /** 1-12 */
  readonly months: readonly number[];
  /** 0-6, Sunday is 0 */
  readonly daysOfWeek: readonly number[];
}
