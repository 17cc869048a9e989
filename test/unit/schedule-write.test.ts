import { expect, describe as group, test } from "vitest";
import { describe } from "../../src/schedule/describe.ts";
import { longestGap, shortestGap } from "../../src/schedule/gaps.ts";
import { nextInstants } from "../../src/schedule/next.ts";
import { parseRules } from "../../src/schedule/parse.ts";
import { parseCalendar } from "../../src/schedule/parse-calendar.ts";
import type { Schedule } from "../../src/schedule/schedule.ts";
import { cronLines } from "../../src/schedule/to-cron.ts";
import { onCalendarLines, toOnCalendar } from "../../src/schedule/to-on-calendar.ts";
import { utc } from "../../src/schedule/zone.ts";

function schedule(text: string): Schedule {
  const parsed = parseRules(text, { host: "host", job: "job", action: "backup" });
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return { rules: parsed.rules, catchUp: false };
}

group("OnCalendar=", () => {
  test.each([
    ["5 3 * * 2", "Tue *-*-* 03:05:00"],
    ["* * * * *", "*-*-* *:*:00"],
    ["*/15 8-17 * * 1-5", "Mon..Fri *-*-* 08..17:00,15,30,45:00"],
    ["0 0 * * 0,5,6", "Fri..Sun *-*-* 00:00:00"],
    ["0 0 * * 0,1", "Mon,Sun *-*-* 00:00:00"],
    ["0 4 1,2,15-20 1,7 *", "*-01,07-01,02,15..20 04:00:00"],
  ])("%j is %j", (text, expression) => {
    expect(schedule(text).rules.flatMap(toOnCalendar).join("; ")).toBe(expression);
  });

  // systemd 252 may take the second of two times there.
  test("days from the end of the month are dates, while clocks may be changed", () => {
    const lastDay = (time: string) => {
      const parsed = parseCalendar(`*-*~1 ${time}`);
      if (!parsed.ok) throw new Error(parsed.problem.message);
      return onCalendarLines({ rules: parsed.rules, catchUp: false }, null);
    };
    expect(lastDay("21:30").lines.slice(0, 3)).toEqual([
      "*-02-28,29 21:30:00",
      "*-04,06,09,11-30 21:30:00",
      "*-01,03,05,07,08,10,12-31 21:30:00",
    ]);
    expect(lastDay("12:30")).toEqual({ lines: ["*-*~01 12:30:00"], guarded: false });
  });
});

test("a clock that is never changed swallows no two times that would come at once", () => {
  const twice = schedule("5,35 2 * * *");
  const at = (timezone: string | null) => cronLines(twice, { kind: "debian", timezone });
  expect(at(null)).toEqual({ lines: ["5,35 2 * * *"], guarded: true });
  expect(at("UTC")).toEqual({ lines: ["5,35 2 * * *"], guarded: false });
});

group("in words", () => {
  test.each([
    ["5 3 * * 2", "at 03:05 on Tuesdays"],
    ["5 3 * * *", "at 03:05 every day"],
    ["0 4 1 * *", "at 04:00 on day 1 of the month"],
    ["0 4 1,15 * *", "at 04:00 on days 1 and 15 of the month"],
    ["0 4 1-7,20 1,7 *", "at 04:00 on days 1-7 and 20 of January and July"],
    ["0 0 29 2 *", "at 00:00 on day 29 of February"],
    ["0 22 * * 1-5", "at 22:00 from Monday to Friday"],
    ["0 22 * * 0,6", "at 22:00 on Saturdays and Sundays"],
    ["0 22 * 6-8 *", "at 22:00 in June to August"],
    ["0 22 * 12 1", "at 22:00 on Mondays in December"],
    ["0,30 8,20 * * *", "at 08:00, 08:30, 20:00 and 20:30 every day"],
    ["15 * * * *", "every hour at :15"],
    ["* * * * *", "every minute"],
    ["*/15 * * * *", "every 15 minutes"],
    ["7-59/15 * * * *", "every 15 minutes from :07"],
    ["1,2,30 * * * *", "every hour at :01, :02 and :30"],
    ["5 1-23/2 * * *", "every 2 hours from 01:05"],
    ["*/20 8-17 * * *", "every 20 minutes in the hours 08-17"],
    ["1,2,30 8-17 * * *", "at :01, :02 and :30 in the hours 08-17 every day"],
    ["* 8,9 * * *", "every minute in the hours 08 and 09"],
    ["0 9-17 * * *", "at :00 in the hours 09-17 every day"],
  ])("%j is %j", (text, words) => {
    expect(describe(schedule(text))).toBe(words);
  });
});

group("the next instants", () => {
  test("come after the one that is given, not at it", () => {
    const tuesday = Date.parse("2026-01-06T03:05:00Z");
    const week = 7 * 86_400_000;
    expect(nextInstants(schedule("5 3 * * 2"), tuesday - 1, 2, utc)).toEqual([
      tuesday,
      tuesday + week,
    ]);
    expect(nextInstants(schedule("5 3 * * 2"), tuesday, 1, utc)).toEqual([tuesday + week]);
  });

  test("are none when none is asked for", () => {
    expect(nextInstants(schedule("* * * * *"), 0, 0, utc)).toEqual([]);
  });

  test("know that 1900 and 2100 have no 29 February", () => {
    const leapDays = nextInstants(schedule("0 0 29 2 *"), Date.parse("1896-02-29T00:00Z"), 2, utc);
    expect(leapDays.map((at) => new Date(at).toISOString().slice(0, 10))).toEqual([
      "1904-02-29",
      "1908-02-29",
    ]);
    const next = nextInstants(schedule("0 0 29 2 *"), Date.parse("2099-01-01T00:00Z"), 1, utc);
    expect(next).toEqual([Date.parse("2104-02-29T00:00Z")]);
  });
});

group("the longest gap", () => {
  const day = 86_400;
  test.each([
    ["* * * * *", 60],
    ["*/25 * * * *", 25 * 60],
    ["0 3 * * *", day],
    ["0 3,4 * * *", 23 * 3600],
    ["5 3 * * 2", 7 * day],
    ["0 22 * * 1-5", 3 * day],
    ["0 4 1 * *", 31 * day],
    ["0 4 31 * *", 61 * day],
    ["0 4 30 * *", 60 * day],
    ["0 4 1 1 *", 366 * day],
    ["0 4 29 2 *", 2921 * day],
  ])("of %j is %d seconds", (text, seconds) => {
    expect(longestGap(schedule(text))).toBe(seconds);
  });
});

group("the shortest gap", () => {
  const day = 86_400;
  test.each([
    ["* * * * *", 60],
    ["*/25 * * * *", 10 * 60],
    ["0 3 * * *", day],
    ["0 3,4 * * *", 3600],
    ["0 0,23 * * *", 3600],
    ["5 3 * * 2", 7 * day],
    ["0 22 * * 1-5", day],
    ["0 4 1 * *", 28 * day],
    ["0 4 29 2 *", 1461 * day],
  ])("of %j is %d seconds", (text, seconds) => {
    expect(shortestGap(schedule(text))).toBe(seconds);
  });
});
