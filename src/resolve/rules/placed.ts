import type { Reporter } from "../../diagnostics/reporter.ts";
import type { Located } from "../../source/located.ts";
import type { HostSpec, JobSpec, SecretSpec, TargetSpec } from "../../spec/spec.ts";
import type { ResolvedHost, ResolvedJob } from "../resolved-spec.ts";

/** A host: what it came to, and what was written. */
export interface PlacedHost {
  readonly host: Omit<ResolvedHost, "jobs">;
  readonly name: Located<string>;
  readonly spec: HostSpec;
  readonly jobs: readonly PlacedJob[];
}

/** A job on a host: what it came to, and what was written. */
export interface PlacedJob {
  readonly job: ResolvedJob;
  readonly spec: JobSpec;
  /** The passphrase, then the previous ones; none without encryption. */
  readonly passphrases: readonly SecretSpec[];
  /** What the job's target was written as, wherever that is. */
  readonly target: TargetSpec;
  /** The job's name in the list of the host. */
  readonly listed: Located<string>;
}

/** What must hold for each job on its host, beyond what holds for each of its values. */
export type JobRule = (placed: PlacedJob, on: PlacedHost, reporter: Reporter) => void;
