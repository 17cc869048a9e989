import type { ScheduleOwner } from "./hash.ts";
import { parseCron } from "./parse-cron.ts";
import { parsePhrase } from "./parse-phrase.ts";
import { type ParsedRules, refuse, words } from "./problem.ts";

/**
 * Reads a cron expression or a phrase. What one cron daemon or another would misread is a problem, and so is what never
 * comes. (systemd's notation: `parseCalendar`. From the rules: `nextInstants`, `cronLines` and `onCalendarLines`.)
 *
 * @param owner whose schedule it is, for `H`
 */
export function parseRules(text: string, owner: ScheduleOwner): ParsedRules {
  const tokens = words(text);
  const [first] = tokens;
  if (first === undefined) {
    return refuse({
      message: "the schedule is empty",
      help: 'write a cron expression such as "5 3 * * 2", or a phrase such as "weekly Tue 03:05"',
      start: 0,
      end: text.length,
    });
  }
  // No minute of a cron expression starts with two letters: `H` stands alone or before "/" and "(".
  return /^[a-z]{2}/i.test(first.text)
    ? parsePhrase(first, tokens.slice(1))
    : parseCron(tokens, owner);
}
