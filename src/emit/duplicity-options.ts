import type { BackupPlan, JobPlan } from "../plan/plan.ts";
import { shlexJoin } from "../shell/shlex.ts";

/** An option of duplicity's, such as `--volsize` and `200`; some have no value. */
export interface DuplicityOption {
  readonly name: `--${string}`;
  readonly value?: string;
}

/** What every duplicity command on a job's archive shares, but for the user's own options, which come next. */
export function sharedOptions({ target, ...job }: JobPlan): DuplicityOption[] {
  return [
    { name: "--name", value: job.name },
    { name: "--archive-dir", value: `${job.stateDir}/archive` },
    { name: "--tempdir", value: `${job.stateDir}/tmp` },
    { name: "--volsize", value: String(job.volsize) },
    job.gpgOptions === null
      ? { name: "--no-encryption" }
      : { name: "--gpg-options", value: job.gpgOptions.join(" ") },
    ...(target.kind === "rsync-daemon"
      ? ([{ name: "--rsync-options", value: shlexJoin(target.rsyncOptions) }] as const)
      : []),
  ];
}

/**
 * Whether one of the user's own options names a file that says, each time anew, what is in and what is out. duplicity takes
 * any unique beginning for the whole option.
 */
export function selectsByFile({ extraOptions }: JobPlan): boolean {
  return extraOptions.some((option) => /^--((in|ex)clude-[fg]|files)/.test(option));
}

/**
 * The age at which a full backup is due. duplicity has no "never", and needs the option to make the first backup; 50
 * years is older than any archive.
 */
export function fullIfOlderThan(backup: BackupPlan): string {
  return backup.fullIfOlderThan ?? "50Y";
}
