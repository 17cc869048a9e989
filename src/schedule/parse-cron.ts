import { parseCronField } from "./cron-field.ts";
import { type Field, fields, isFull } from "./field.ts";
import type { ScheduleOwner } from "./hash.ts";
import {
  type ParsedSchedule,
  problemAt,
  refuse,
  type ScheduleProblem,
  type Token,
  words,
} from "./problem.ts";
import type { Schedule } from "./schedule.ts";

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

const longestMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Reads a cron expression: five fields, or a nickname such as `@daily`. */
export function parseCron(tokens: readonly Token[], owner: ScheduleOwner): ParsedSchedule {
  const [minute, hour, day, month, weekday, ...more] = tokens;
  if (minute?.text.startsWith("@")) return parseNickname(minute, tokens, owner);
  if (!minute || !hour || !day || !month || !weekday || more.length > 0) {
    return refuse(wrongCount(tokens));
  }
  let problem: ScheduleProblem | undefined;
  const read = (token: Token, field: Field): readonly number[] => {
    const values = parseCronField(token, field, owner);
    if (!("message" in values)) return values;
    problem ??= values;
    return [];
  };
  const schedule: Schedule = {
    minutes: read(minute, fields.minutes),
    hours: read(hour, fields.hours),
    daysOfMonth: read(day, fields.daysOfMonth),
    months: read(month, fields.months),
    daysOfWeek: read(weekday, fields.daysOfWeek),
  };
  problem ??=
    twoDayFields(schedule, [minute, hour, day, month, weekday]) ?? neverComes(schedule, day, month);
  return problem ? refuse(problem) : { ok: true, schedule };
}

function parseNickname(
  nickname: Token,
  tokens: readonly Token[],
  owner: ScheduleOwner,
): ParsedSchedule {
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

function wrongCount(tokens: readonly Token[]): ScheduleProblem {
  const start = tokens[0]?.start ?? 0;
  const last = tokens.at(-1);
  const rest = tokens.slice(1).map((token) => token.text);
  const withSeconds = tokens.length === 6 && /^(0+|\*)$/.test(tokens[0]?.text ?? "");
  return {
    message: `a cron expression has five fields, here ${tokens.length === 1 ? "is one" : `are ${tokens.length}`}`,
    help: withSeconds
      ? `cron knows no seconds, write "${rest.join(" ")}"`
      : 'write minute, hour, day of month, month and day of week: "5 3 * * 2" is 03:05 on Tuesdays',
    start,
    end: last ? last.start + last.text.length : start,
  };
}

/**
 * Both day fields at once mean "either" to Debian's cron, unless one of them starts with `*`; "either" even then to
 * busybox; "both" to bcron and systemd; and the nth weekday of the month to dcron.
 */
function twoDayFields(
  schedule: Schedule,
  [minute, hour, day, month, weekday]: readonly [Token, Token, Token, Token, Token],
): ScheduleProblem | undefined {
  const anyDay = isFull(fields.daysOfMonth, schedule.daysOfMonth);
  const anyWeekday = isFull(fields.daysOfWeek, schedule.daysOfWeek);
  if (anyDay && anyWeekday) return undefined;
  // A full set that does not start with `*` turns "either" into "every day".
  if (anyDay && day.text.startsWith("*")) return undefined;
  if (anyWeekday && weekday.text.startsWith("*")) return undefined;
  const time = `${minute.text} ${hour.text}`;
  return {
    message: `day of month "${day.text}" and day of week "${weekday.text}" are both set, which every cron daemon reads in its own way`,
    help: `write "${time} ${day.text} ${month.text} *" or "${time} * ${month.text} ${weekday.text}"`,
    start: day.start,
    end: weekday.start + weekday.text.length,
  };
}

function neverComes(schedule: Schedule, day: Token, month: Token): ScheduleProblem | undefined {
  const longest = Math.max(...schedule.months.map((number) => longestMonth[number - 1] ?? 0));
  if (schedule.daysOfMonth.some((number) => number <= longest)) return undefined;
  return {
    message: `day of month "${day.text}" never comes in month "${month.text}"`,
    help: `the last day there is ${longest}`,
    start: day.start,
    end: month.start + month.text.length,
  };
}
