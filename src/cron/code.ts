import { Sealed } from "../text/sealed.ts";
import type { CronWord } from "./command-word.ts";

/** Shell code for the command of a crontab line. */
export type CronCode = Sealed<"crontab code">;

/**
 * Shell code around values: cron`cat ${cronCommandWord(path)}`. An array becomes one value after another, with blanks
 * between them.
 *
 * @throws when a literal part holds what some daemon edits before the shell sees it ({@link cronCommandWord}), or a quote,
 * in which a value's own quotes would not protect it
 */
export function cron(
  literals: TemplateStringsArray,
  ...values: readonly (CronWord | CronCode | readonly (CronWord | CronCode)[])[]
): CronCode {
  let code = "";
  literals.forEach((literal, i) => {
    if (/[%\\#'"`\n\r]|\s\s/.test(literal)) {
      throw new Error(`${JSON.stringify(literal)} is no code for a crontab line`);
    }
    const value = values[i] ?? [];
    const parts = value instanceof Sealed ? [value] : value;
    code += literal + parts.map((part) => Sealed.open(part)).join(" ");
  });
  return new Sealed("crontab code", code);
}
