import type { HostPlan, JobPlan } from "../../plan/plan.ts";
import type { ShellSource } from "../../shell/shell.ts";

/**
 * A turn of a step at which the script calls what a job asks for besides the action itself:
 *
 * - `enter`: root is about to go on as the job's user, and nothing has been done; a function may do what only root can.
 * - `start`: an action is asked for, and nothing is locked or on record; a function may end the run.
 * - `begin`: the lock is held and the step is on record, nothing was done; a function may skip or fail the run.
 * - `restore`: duplicity is about to restore; a function may set `owners`, an option that says whom files shall belong to.
 * - `failure`: the action failed, with the exit code in `exit_code`; a function may try again, and then does not return.
 * - `end`: the outcome is decided, not yet recorded; a function may change `outcome` and `exit_code`.
 * - `report`: the outcome is recorded, and nothing that happens here changes it; the log's last line, which says it, is next.
 * - `next`: the step ended well, and all of it is over; a function may begin another one.
 * - `check`: no step of a run, but the action that tells whether a run would work; it changes nothing.
 */
export type Turn =
  | "enter"
  | "start"
  | "begin"
  | "restore"
  | "failure"
  | "end"
  | "report"
  | "next"
  | "check";

/** The turns in the order of a run. */
export const turns: readonly Turn[] = [
  "enter",
  "start",
  "begin",
  "restore",
  "failure",
  "end",
  "report",
  "next",
  "check",
];

/** What a thing that a job can ask for adds to its script. A job that does not ask for it has none of this in it. */
export interface Feature {
  /** Assignments, one a line, each a quoted literal: they stand on top, with the job's other data. */
  readonly data?: readonly ShellSource[];
  /** Functions that hold lists of words, which no variable can. */
  readonly functions?: readonly ShellSource[];
  /** Constant code, the text of files under `templates/job`. */
  readonly runtime?: readonly string[];
  /** Names of functions to call at a turn, in this order; those of features that come first are called first. */
  readonly calls?: Partial<Record<Turn, readonly string[]>>;
}

/** What a job of a host has of one feature; undefined when it does not ask for it. */
export type FeatureEmitter = (host: HostPlan, job: JobPlan) => Feature | undefined;
