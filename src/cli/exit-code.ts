/** What the command ends with; 64 and up as in sysexits(3). */
export const exitCode = {
  ok: 0,
  /** The spec has errors; under `--check`, or the tree differs. */
  failed: 1,
  usage: 2,
  /** A bug in Holdfast. */
  internal: 70,
  /** A file cannot be read or written, or must not be. */
  file: 74,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
