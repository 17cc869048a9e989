import { longestMonth } from "./calendar.ts";
import { parseCronField } from "./cron-field.ts";
import { always, type Field, fields, restrictsDates, restrictsWeekdays } from "./field.ts";
import type { ScheduleOwner } from "./hash.ts";
import {
  type ParsedRules,
  problemAt,
  refuse,
  type ScheduleProblem,
  type Token,
  words,
} from "./problem.ts";
import type { Rule } from "./schedule.ts";

/** crontab(5), "Extensions". `@weekly` is Sunday, as there; systemd's `weekly` would be Monday. */
const nicknames: ReadonlyMap<string, string> = new Map([
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
  ["@monthly", "0 0 1 * *"],
  ["@weekly", "0 0 * * 0"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@hourly", "0 * * * *"],
]);

/** Reads a cron expression: five fields, or a nickname such as `@daily`. */
export function parseCron(tokens: readonly Token[], owner: ScheduleOwner): ParsedRules {
  const [minute, hour, day, month, weekday, ...more] = tokens;
  if (minute?.text.startsWith("@")) return parseNickname(minute, tokens, owner);
  if (!minute || !hour || !day || !month || !weekday || more.length > 0) {
    return refuse(wrongCount(tokens, owner));
  }
  let problem: ScheduleProblem | undefined;
  const read = (token: Token, field: Field): readonly number[] => {
    const values = parseCronField(token, field, owner);
    if (!("message" in values)) return values;
    problem ??= values;
    return [];
  };
  const sets = {
    minutes: read(minute, fields.minutes),
    hours: read(hour, fields.hours),
    daysOfMonth: read(day, fields.daysOfMonth),
    months: read(month, fields.months),
    daysOfWeek: read(weekday, fields.daysOfWeek),
  };
  const rules = rulesOf({ ...always, ...sets }, day, weekday);
  problem ??= neverComes(rules, day, month);
  return problem ? refuse(problem) : { ok: true, rules };
}

function parseNickname(
  nickname: Token,
  tokens: readonly Token[],
  owner: ScheduleOwner,
): ParsedRules {
  const expression = nicknames.get(nickname.text);
  const extra = tokens[1];
  if (expression !== undefined && extra !== undefined) {
    return refuse(
      problemAt(extra, `"${extra.text}" follows "${nickname.text}", which stands alone`),
    );
  }
  if (expression !== undefined) return parseCron(words(expression), owner);
  if (nickname.text.toLowerCase() === "@reboot") {
    return refuse(
      problemAt(
        nickname,
        '"@reboot" names no time, so nothing could tell when a backup is overdue',
        'write a time such as "@daily"',
      ),
    );
  }
  const known = nicknames.has(nickname.text.toLowerCase());
  return refuse(
    problemAt(
      nickname,
      `"${nickname.text}" is not a schedule that cron knows`,
      known
        ? `write "${nickname.text.toLowerCase()}"`
        : `write one of ${[...nicknames.keys()].join(", ")}, or five fields such as "*/15 * * * *"`,
    ),
  );
}

function wrongCount(tokens: readonly Token[], owner: ScheduleOwner): ScheduleProblem {
  const start = tokens[0]?.start ?? 0;
  const last = tokens.at(-1);
  const [only] = tokens;
  if (tokens.length === 1 && only && /^\d{1,2}:\d{2}$/.test(only.text)) {
    return problemAt(
      only,
      `"${only.text}" does not say on which days`,
      `write "daily ${only.text}"`,
    );
  }
  const meant = withoutSeconds(tokens, owner);
  return {
    message: `a cron expression has five fields, here ${tokens.length === 1 ? "is one" : `are ${tokens.length}`}`,
    help: meant
      ? `cron knows no seconds, write "${meant}"`
      : 'write minute, hour, day of month, month and day of week: "5 3 * * 2" is 03:05 on Tuesdays',
    start,
    end: last ? last.start + last.text.length : start,
  };
}

/** What is left of an expression with a field for seconds, as programs other than cron have it; undefined if it is none. */
function withoutSeconds(
  [seconds, ...rest]: readonly Token[],
  owner: ScheduleOwner,
): string | undefined {
  if (rest.length !== 5 || !/^(0+|\*)$/.test(seconds?.text ?? "")) return undefined;
  const expression = rest.map(({ text }) => (text === "?" ? "*" : text)).join(" ");
  return parseCron(words(expression), owner).ok ? expression : undefined;
}

/**
 * Both day fields mean "either", unless one of them begins with a star: then they mean "both" (crontab(5); Debian's
 * cron, measured). So `1-31` beside a weekday is every day, and a star with the step 2 is that weekday on odd days.
 */
function rulesOf(rule: Rule, day: Token, weekday: Token): Rule[] {
  if (day.text.startsWith("*") || weekday.text.startsWith("*")) return [rule];
  const { daysOfMonth, daysOfWeek } = always;
  const either = [
    { ...rule, daysOfWeek },
    { ...rule, daysOfMonth },
  ];
  return either.find((one) => !restrictsDates(one) && !restrictsWeekdays(one))
    ? [{ ...rule, daysOfMonth, daysOfWeek }]
    : either;
}

function neverComes(rules: readonly Rule[], day: Token, month: Token): ScheduleProblem | undefined {
  const dead = rules.find(
    ({ months, daysOfMonth }) => Math.min(...daysOfMonth) > longestMonth(months),
  );
  if (dead === undefined) return undefined;
  return {
    message: `day of month "${day.text}" never comes in month "${month.text}"`,
    help: `the last day there is ${longestMonth(dead.months)}`,
    start: day.start,
    end: month.start + month.text.length,
  };
}
