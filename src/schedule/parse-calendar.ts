import { longestMonth } from "./calendar.ts";
import { always, type Field, fields, hashable, range } from "./field.ts";
import {
  type ParsedRules,
  problemAt,
  refuse,
  type ScheduleProblem,
  type Token,
  words,
} from "./problem.ts";
import type { Rule } from "./schedule.ts";

/** systemd.time(7), "Calendar events". `weekly` is Monday there, not Sunday as crontab(5)'s `@weekly`. */
const shorthands: ReadonlyMap<string, string> = new Map([
  ["minutely", "*-*-* *:*"],
  ["hourly", "*-*-* *:00"],
  ["daily", "*-*-* 00:00"],
  ["weekly", "Mon *-*-* 00:00"],
  ["monthly", "*-*-01 00:00"],
  ["quarterly", "*-01,04,07,10-01 00:00"],
  ["semiannually", "*-01,07-01 00:00"],
  ["yearly", "*-01-01 00:00"],
  ["annually", "*-01-01 00:00"],
]);

const weekdayNames = "monday tuesday wednesday thursday friday saturday sunday".split(" ");

type Part = Partial<Rule> | ScheduleProblem;

/** Of one part of a date or time. */
type Values = { readonly values: readonly number[] } | ScheduleProblem;

/**
 * Reads systemd's calendar notation as far as whole minutes go: `[WEEKDAYS] [[*-]MONTH-DAY] [HOUR:MINUTE[:00]] [ZONE]`.
 * A year is refused, since a backup must not end with one.
 */
export function parseCalendar(text: string): ParsedRules {
  const tokens = words(text);
  const [only] = tokens;
  const meaning = tokens.length === 1 ? shorthands.get(only?.text.toLowerCase() ?? "") : undefined;
  if (meaning !== undefined) return parseCalendar(meaning);
  // Without a time it is midnight.
  let rule: Rule = { ...always, hours: [0], minutes: [0] };
  let next = 0;
  for (const { form, read } of parts) {
    const token = tokens[next];
    if (token === undefined || !form.test(token.text)) continue;
    next++;
    const part = read(token);
    if ("message" in part) return refuse(part);
    rule = { ...rule, ...part };
  }
  const extra = tokens[next];
  if (extra !== undefined || only === undefined) {
    const token = extra ?? { text, start: 0 };
    return refuse(
      problemAt(
        token,
        `"${token.text}" is not systemd's calendar notation`,
        'write weekdays, date and time such as "Tue *-*-* 03:05", "*-*-01 04:00" or "Mon..Fri 22:00"',
      ),
    );
  }
  const longest = longestMonth(rule.months);
  if (Math.min(...(rule.daysFromEnd.length > 0 ? rule.daysFromEnd : rule.daysOfMonth)) > longest) {
    return refuse({
      message: "no month of this expression has such a day",
      help: `the last day there is ${longest}`,
      start: 0,
      end: text.length,
    });
  }
  return { ok: true, rules: [rule] };
}

const parts: readonly { readonly form: RegExp; read(token: Token): Part }[] = [
  { form: /^(?!utc$)[a-z]{3,}([.,-]|$)(?!.*[/_])/i, read: weekdays },
  { form: /^[^:]*[-~][^:]*$|^\d+[-~]/, read: date },
  { form: /:/, read: time },
  { form: /^(utc|[a-z]+\/[a-z0-9_+/-]+)$/i, read: timezone },
];

function weekdays(token: Token): Part {
  const days = new Set<number>();
  for (const item of token.text.replace(/,$/, "").split(",")) {
    const [from = "", to = from, ...more] = item.split("..");
    const first = dayOfWeek(from);
    const last = dayOfWeek(to);
    if (first === undefined || last === undefined || more.length > 0) {
      return problemAt(
        token,
        `"${item}" is no day of the week`,
        /^[a-z]+-[a-z]+$/i.test(item)
          ? `write "${item.replace("-", "..")}"`
          : 'write Mon, Tue, Wed, Thu, Fri, Sat, Sun, or a range such as "Mon..Fri"',
      );
    }
    if (first > last) {
      return problemAt(
        token,
        `"${item}" passes the end of the week, which begins on Monday for systemd`,
        `write "${first < 6 ? `${from}..Sun` : from},Mon${last > 0 ? `..${to}` : ""}"`,
      );
    }
    for (const day of range(first, last)) days.add((day + 1) % 7);
  }
  return { daysOfWeek: [...days].sort((a, b) => a - b) };
}

/** 0 is Monday. */
function dayOfWeek(text: string): number | undefined {
  const name = text.toLowerCase();
  const day = weekdayNames.findIndex((full) => full === name || full.slice(0, 3) === name);
  return day === -1 ? undefined : day;
}

/** systemd knows UTC in capital and small letters, and all others as they are written in the database. */
function timezone({ text }: Token): Part {
  return { timezone: /^utc$/i.test(text) ? "UTC" : text };
}

function date(token: Token): Part {
  const match = /^(?:([^-~]+)-)?([^-~]+)([-~])([^-~]+)$/.exec(token.text);
  if (!match) {
    return problemAt(
      token,
      `"${token.text}" is not a date`,
      'write "*-*-*", "*-*-01" or "*-01-15"',
    );
  }
  const [, year = "*", month = "", separator, day = ""] = match;
  if (year !== "*") {
    return problemAt(
      token,
      `"${token.text}" names a year, after which nothing would be backed up`,
      `write "*-${month}${separator}${day}"`,
    );
  }
  const months = component(token, month, fields.months);
  if ("message" in months) return months;
  // "~*" is every day for systemd, and those that count from the end go on to the last one.
  if (separator === "-" || day === "*") {
    const days = component(token, day, fields.daysOfMonth);
    return "message" in days ? days : { months: months.values, daysOfMonth: days.values };
  }
  const days = component(token, day, hashable(fields.daysOfMonth), 1);
  return "message" in days ? days : { months: months.values, daysFromEnd: days.values };
}

function time(token: Token): Part {
  const [hour = "", minute = "", second = "0", ...more] = token.text.split(":");
  if (more.length > 0 || !/^0+$/.test(second)) {
    return problemAt(
      token,
      `"${token.text}" is not a time in whole minutes`,
      `write "${hour}:${minute || "00"}"`,
    );
  }
  const hours = component(token, hour, fields.hours);
  if ("message" in hours) return hours;
  const minutes = component(token, minute, fields.minutes);
  return "message" in minutes ? minutes : { hours: hours.values, minutes: minutes.values };
}

/**
 * `*`, or a list of `N`, `N..M`, `N..M/STEP` and `N/STEP`.
 *
 * @param end up to which `N/STEP` goes
 */
function component(token: Token, text: string, field: Field, end = field.max): Values {
  if (text === "*") return { values: range(field.min, field.max) };
  const values = new Set<number>();
  for (const item of text.split(",")) {
    const some = itemOf(token, item, field, end);
    if ("message" in some) return some;
    for (const value of some.values) values.add(value);
  }
  return { values: [...values].sort((a, b) => a - b) };
}

function itemOf(token: Token, item: string, { name, min, max }: Field, end: number): Values {
  if (item.startsWith("*")) {
    const step = /^\*\/(\d+)$/.exec(item)?.[1];
    return problemAt(
      token,
      `"${item}" is no ${name}, since "*" stands alone in systemd's notation`,
      `write "${step === undefined ? "*" : `${min}/${step}`}"`,
    );
  }
  const [, from, to, every] = /^(\d+)(?:\.\.(\d+))?(?:\/(\d+))?$/.exec(item) ?? [];
  const first = Number(from);
  const last = Number(to ?? (every === undefined ? from : end));
  const step = Number(every ?? 1);
  const known = [first, last].every((value) => min <= value && value <= max);
  if (known && to !== undefined && first > last) {
    const around = end === max ? `${min}..${last},${first}..${max}` : `${last}..${first}`;
    return problemAt(
      token,
      `"${item}" counts backwards, which systemd refuses`,
      every === undefined ? `write "${around}"` : "begin with the smaller number",
    );
  }
  if (!known || step === 0) {
    return problemAt(
      token,
      `"${item}" is no ${name}`,
      `write ${min}-${max}, "*", a list such as "${min},${min + 5}" or a range such as "${min}..${min + 5}"`,
    );
  }
  const length = Math.abs(last - first);
  if (every !== undefined && step > length) {
    return problemAt(
      token,
      `the step of "${item}" is longer than the range from ${first} to ${last}, which systemd refuses or cuts off`,
      `write "${first}"`,
    );
  }
  const forwards = first <= last;
  return { values: range(0, length, step).map((n) => (forwards ? first + n : first - n)) };
}
