import { assertEncodable } from "../text/encodable.ts";
import { Sealed } from "../text/sealed.ts";

/** One word of the command on a crontab line. */
export type CronWord = Sealed<"crontab word">;

/** Whether a text can stand on a crontab line at all: one with a line end cannot. */
export function fitsCronWord(text: string): boolean {
  return !/[\n\r]/.test(text);
}

/**
 * Quotes a text as one word of a crontab command so that it arrives unchanged through Debian's cron, cronie, busybox
 * crond and dcron, and then through the shell (149 odd words through each, measured). The daemons edit the line before
 * the shell sees it, each in its own way, even inside quotes:
 *
 * - `%` ends the command in Debian's cron and cronie unless a backslash stands before it, which busybox and dcron leave
 *   in place: outside quotes the shell removes it for them;
 * - `\\` becomes `\` in Debian's cron: so each backslash stands between quotes of its own;
 * - `#` cuts the line off in busybox: the shell makes it.
 *
 * @throws on what {@link fitsCronWord} refuses
 */
export function cronCommandWord(text: string): CronWord {
  assertEncodable(text);
  if (!fitsCronWord(text)) throw new Error(`a line end in ${JSON.stringify(text)}`);
  return new Sealed("crontab word", /^[A-Za-z0-9_./-]+$/.test(text) ? text : quote(text));
}

function quote(text: string): string {
  if (text === "") return "''";
  return text.replace(/%|\\|'|#|[^%\\'#]+/g, (part) => {
    switch (part) {
      case "%":
        return "\\%";
      case "'":
        return `"'"`;
      case "#":
        return `"$(printf '\\043')"`;
      default:
        return `'${part}'`;
    }
  });
}
