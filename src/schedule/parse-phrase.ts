import { always } from "./field.ts";
import {
  type ParsedRules,
  problemAt,
  refuse,
  type ScheduleProblem,
  type Token,
} from "./problem.ts";
import type { Rule } from "./schedule.ts";

/** One phrase: how it is written, and what the words after the first mean. */
interface Phrase {
  readonly example: string;
  readonly rest: readonly Part[];
}

type Part = (token: Token) => Partial<Rule> | ScheduleProblem;

const phrases: ReadonlyMap<string, Phrase> = new Map([
  ["daily", { example: "daily 03:05", rest: [time] }],
  ["weekly", { example: "weekly Tue 03:05", rest: [weekday, time] }],
  ["weekdays", { example: "weekdays 22:00", rest: [time] }],
  ["monthly", { example: "monthly 1 04:00", rest: [monthday, time] }],
  ["hourly", { example: "hourly :15", rest: [minute] }],
]);

const workingDays: Partial<Rule> = { daysOfWeek: [1, 2, 3, 4, 5] };

const weekdayNames = "sunday monday tuesday wednesday thursday friday saturday".split(" ");

/** Reads a phrase, such as `weekly Tue 03:05`. Case does not matter. */
export function parsePhrase(first: Token, rest: readonly Token[]): ParsedRules {
  const name = first.text.toLowerCase();
  const phrase = phrases.get(name);
  if (phrase === undefined) return refuse(unknown(first, rest));
  if (rest.length !== phrase.rest.length) {
    const last = rest.at(-1) ?? first;
    return refuse({
      message: `"${name}" takes ${phrase.rest.length === 1 ? "one word" : "two words"} more, here ${["is none", "is one"][rest.length] ?? `are ${rest.length}`}`,
      help: `write it like "${phrase.example}"`,
      start: first.start,
      end: last.start + last.text.length,
    });
  }
  let rule: Rule = name === "weekdays" ? { ...always, ...workingDays } : always;
  for (const [i, token] of rest.entries()) {
    const part = phrase.rest[i]?.(token) ?? {};
    if ("message" in part) return refuse(part);
    rule = { ...rule, ...part };
  }
  return { ok: true, rules: [rule] };
}

function unknown(first: Token, rest: readonly Token[]): ScheduleProblem {
  const written = [first, ...rest].map((token) => token.text).join(" ");
  const examples = [...phrases.values()].map((phrase) => `"${phrase.example}"`).join(", ");
  return problemAt(
    first,
    `"${first.text}" begins no schedule`,
    dayOfWeek(first.text) !== undefined && rest.length === 1
      ? `write "weekly ${written}"`
      : `write a cron expression such as "5 3 * * 2", or one of ${examples}`,
  );
}

function time(token: Token): Partial<Rule> | ScheduleProblem {
  const match = /^(\d{1,2}):(\d{2})(:\d{2})?$/.exec(token.text);
  const hour = Number(match?.[1]);
  const minutes = Number(match?.[2]);
  if (match?.[3] !== undefined) {
    const without = token.text.slice(0, -match[3].length);
    return problemAt(token, `"${token.text}" has seconds`, `write "${without}"`);
  }
  if (hour === 24 && minutes === 0) {
    return problemAt(token, `"${token.text}" is not a time of day`, 'write "00:00" for midnight');
  }
  if (match === null || hour > 23 || minutes > 59) {
    return problemAt(
      token,
      `"${token.text}" is not a time of day`,
      'write hours and minutes from "00:00" to "23:59"',
    );
  }
  return { hours: [hour], minutes: [minutes] };
}

function minute(token: Token): Partial<Rule> | ScheduleProblem {
  const value = Number(/^:(\d{2})$/.exec(token.text)?.[1]);
  return value <= 59
    ? { minutes: [value] }
    : problemAt(
        token,
        `"${token.text}" is not a minute of the hour`,
        'write the minutes from ":00" to ":59"',
      );
}

function weekday(token: Token): Partial<Rule> | ScheduleProblem {
  const day = dayOfWeek(token.text);
  return day === undefined
    ? problemAt(
        token,
        `"${token.text}" is not a day of the week`,
        "write it in English: Mon, Tue, Wed, Thu, Fri, Sat, Sun, or in full",
      )
    : { daysOfWeek: [day] };
}

function dayOfWeek(text: string): number | undefined {
  const name = text.toLowerCase();
  const day = weekdayNames.findIndex((full) => full === name || full.slice(0, 3) === name);
  return day === -1 ? undefined : day;
}

/** A phrase that says "monthly" must not leave out February: days 29 to 31 take a cron expression, which says so. */
function monthday(token: Token): Partial<Rule> | ScheduleProblem {
  const day = /^\d{1,2}$/.test(token.text) ? Number(token.text) : 0;
  if (day >= 29 && day <= 31) {
    return problemAt(
      token,
      `not every month has a day ${day}`,
      `write a day from 1 to 28, or "MINUTE HOUR ${day} * *" for the months that have it`,
    );
  }
  return day >= 1 && day <= 28
    ? { daysOfMonth: [day] }
    : problemAt(token, `"${token.text}" is not a day of the month`, "write a number from 1 to 28");
}
