import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Every shell that a script of ours must run in, as its command. */
export const shells: readonly (readonly [string, ...string[]])[] = [
  ["dash"],
  ["bash", "--posix"],
  ["busybox", "sh"],
  ["mksh"],
  ["yash"],
  ["ksh93"],
  ["zsh", "--emulate", "sh"],
];

/** Runs a script from a file and returns what it prints. */
export function run([program, ...options]: readonly [string, ...string[]], script: string): Buffer {
  const directory = mkdtempSync(join(tmpdir(), "shells."));
  try {
    const file = join(directory, "script");
    writeFileSync(file, script);
    return execFileSync(program, [...options, file], {
      // bash takes a socket for a remote login, and would read the user's start-up files.
      stdio: ["ignore", "pipe", "inherit"],
      // yash reads scripts as characters.
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C.UTF-8" },
      maxBuffer: 64 * 1024 * 1024,
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}
