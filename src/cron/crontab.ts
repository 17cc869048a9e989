import { Sealed } from "../text/sealed.ts";
import { visible } from "../text/visible.ts";
import type { CronCode } from "./code.ts";
import type { CronWord } from "./command-word.ts";
import { type LimitedDialect, longestLine } from "./limits.ts";

/** One line of a crontab, without its line end. */
export type CrontabLine = Sealed<"crontab line">;

/**
 * A comment of one line. What could end the line, or hide in it, is shown as `\u{HEX}`; so is a backslash at its end, with
 * which busybox crond would join the next line to it (1.35, measured).
 */
export function cronComment(text: string): CrontabLine {
  const line = visible(text).replace(/\\$/, "\\u{5c}");
  return new Sealed("crontab line", text === "" ? "#" : `# ${line}`);
}

/**
 * The line of a user's crontab that runs a command.
 *
 * @param fields the five time fields, or `@reboot`, as `cronLines` spells them
 * @throws on fields in any other spelling
 */
export function cronEntry(
  fields: string,
  ...command: readonly (CronWord | CronCode)[]
): CrontabLine {
  if (!/^(@reboot|[0-9,*-]+( [0-9,*-]+){4})$/.test(fields)) {
    throw new Error(`${JSON.stringify(fields)} are no plain time fields`);
  }
  return new Sealed(
    "crontab line",
    [fields, ...command.map((word) => Sealed.open(word))].join(" "),
  );
}

/** Whether a cron reads the whole line: {@link longestLine}. */
export function fitsCrontab(line: CrontabLine, dialect: LimitedDialect): boolean {
  return Buffer.byteLength(Sealed.open(line)) <= longestLine[dialect];
}

/** The text of the crontab; the last line ends as all do, since Debian's cron ignores a file that does not. */
export function renderCrontab(lines: readonly CrontabLine[]): string {
  return lines.map((line) => `${Sealed.open(line)}\n`).join("");
}
