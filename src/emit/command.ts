import { type ShellSource, sh } from "../shell/shell.ts";

/** A command and its words, one a line. */
export function command(first: ShellSource, words: readonly ShellSource[]): ShellSource {
  return words.reduce(
    (line, next) => sh`${line} \\
    ${next}`,
    first,
  );
}
