import { assertEncodable } from "../text/encodable.ts";
import { Sealed } from "../text/sealed.ts";

/** One word of the command on a crontab line. */
export type CronWord = Sealed<"crontab word">;

/** Whether a text can stand on a crontab line at all: one with a line end cannot. */
export function fitsCronWord(text: string): boolean {
  return !/[\n\r]/.test(text);
}

/** What means nothing to any shell or daemon, and is no assignment. */
const bare = /^(?:[A-Za-z0-9_./:@+,-]+|--[A-Za-z0-9_./:@+,=-]+)$/;

/**
 * Quotes a text as one word of a crontab command so that it arrives unchanged through Debian's cron, cronie, busybox
 * crond, systemd-cron (1.15.19 and 2.5.1) and dcron, and then through the shell (149 odd words or more through each,
 * measured). They edit the line before the shell sees it, each in its own way, even inside quotes:
 *
 * - `%` ends the command in Debian's cron and cronie unless a backslash stands before it, which busybox and dcron leave
 *   in place: outside quotes the shell removes it for them;
 * - `\\` becomes `\` in Debian's cron: so each backslash stands between quotes of its own;
 * - `#` cuts the line off in busybox: the shell makes it;
 * - any number of blanks is one to systemd-cron 1.15, and so is any other space or control character: so blanks are kept
 *   apart by quotes, and the shell makes the others.
 *
 * @throws on what {@link fitsCronWord} refuses
 */
export function cronCommandWord(text: string): CronWord {
  assertEncodable(text);
  if (!fitsCronWord(text)) throw new Error(`a line end in ${JSON.stringify(text)}`);
  return new Sealed("crontab word", bare.test(text) ? text : quote(text));
}

function quote(text: string): string {
  if (text === "") return "''";
  const parts = /%|\\|'|(?! )[#\p{Cc}\p{Z}]|[^%\\'](?:[^%\\'#\p{Cc}\p{Z}]|(?<! ) )*/gu;
  return text.replace(parts, (part) => {
    switch (part) {
      case "%":
        return "\\%";
      case "'":
        return `"'"`;
      default:
        return /^(?! )[#\p{Cc}\p{Z}]$/u.test(part) ? made(part) : `'${part}'`;
    }
  });
}

/** A character as the shell makes it, from its bytes in UTF-8. */
function made(character: string): string {
  const octal = [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`);
  return `"$(printf '${octal.join("")}')"`;
}
