import type { CodePages } from "../page.ts";
import { sampleWith } from "./example.ts";

const withHook = (hook: string) =>
  sampleWith("target: offsite", `target: offsite\n    hooks: { before: [${hook}] }`);

/** What the user's own commands are, and when they run. */
export const hookCodes = {
  "hook-command": {
    severity: "error",
    title: "a hook that is not one command",
    text: `A hook is one command: "run" is a program by its absolute path, with its arguments, and "shell" is code for the
POSIX shell. It needs one of the two. All of it becomes arguments of a program, of which Linux takes up to 128 KiB
(execve(2)); what is longer belongs into a file on the host.`,
    example: withHook("{ timeout: 10m }"),
  },
  "hook-syntax": {
    severity: "error",
    title: "shell code that a POSIX shell cannot read",
    text: `A hook's "shell" is run by /bin/sh, which is dash on one host and busybox or bash on another. What POSIX's
grammar does not have (XCU, 2.10), such as bash's arrays and <<<, would fail there, in the night. Write it for sh, or put
it into a script of its own and name that under "run".`,
    example: withHook('{ shell: "if true; then" }'),
  },
  "equals-in-program": {
    severity: "error",
    title: 'a program with "=" in its path',
    text: `Hooks are started by env(1) with no other variables than theirs, and env takes each word with "=" in front of
the program for a variable. Rename the program or its directory, or call it from "shell".`,
    example: withHook("{ run: [/opt/a=b/dump] }"),
  },
  "hook-never-runs": {
    severity: "warning",
    title: "a hook for actions that the job does not have",
    text: `A hook runs with the actions under "actions". When the job has none of them, it never runs. (In "defaults" this
is no mistake: each job takes what it has a use for.)`,
    example: withHook("{ run: [/usr/local/bin/dump], actions: [verify] }"),
  },
  shellcheck: {
    severity: "warning",
    title: "shell code that shellcheck finds fault with",
    text: `"holdfast check" shows the shell code of hooks to shellcheck, if that is installed, and repeats what it says.
https://www.shellcheck.net/wiki/ has a page for each number. A comment in the code silences one: "# shellcheck
disable=SC2086" above the line.`,
    example: withHook('{ shell: "rm $HOLDFAST_LOG" }'),
  },
} as const satisfies CodePages;
