/** One file of the output. */
export interface Artifact {
  /** Below the output directory, with `/`: `the-server/jobs/important.sh`. */
  readonly path: string;
  readonly mode: 0o644 | 0o755;
  readonly text: string;
}
