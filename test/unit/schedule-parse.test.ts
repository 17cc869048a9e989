import { describe, expect, test } from "vitest";
import { always } from "../../src/schedule/field.ts";
import { parseRules } from "../../src/schedule/parse.ts";
import { toCronFields } from "../../src/schedule/to-cron.ts";

const owner = { host: "the-server", job: "important", action: "backup" };

/** As canonical cron fields, or what is wrong, where, and what helps. */
function read(text: string, of = owner): string {
  const parsed = parseRules(text, of);
  if (parsed.ok) return parsed.rules.map(toCronFields).join("; ");
  const { message, help, start, end } = parsed.problem;
  return `${text.slice(start, end)}: ${message} (${help})`;
}

test("an expression becomes sorted sets", () => {
  expect(parseRules("5,0-1 3 * JAN-mar,dec 7", owner)).toEqual({
    ok: true,
    rules: [{ ...always, minutes: [0, 1, 5], hours: [3], months: [1, 2, 3, 12], daysOfWeek: [0] }],
  });
});

describe("cron expressions", () => {
  test.each([
    ["5 3 * * 2", "5 3 * * 2"],
    ["  05  03\t* * 2 ", "5 3 * * 2"],
    ["*/15 * * * *", "0,15,30,45 * * * *"],
    ["10-50/20 * * * *", "10,30,50 * * * *"],
    ["*/1 */1 * * *", "* * * * *"],
    ["0 0 * * 5-7", "0 0 * * 0,5,6"],
    ["0 0 * * 0-7", "0 0 * * *"],
    ["0 0 * * Mon-FRI", "0 0 * * 1-5"],
    ["0 0 1 jan,jul *", "0 0 1 1,7 *"],
    ["0 0 29 2 *", "0 0 29 2 *"],
    ["0 0 30,31 1-2 *", "0 0 30,31 1,2 *"],
    ["0 0 1-31 * *", "0 0 * * *"],
    ["0 0 1-31 * 0-6", "0 0 * * *"],
    ["0 5 13 * *,1", "0 5 13 * *"],
    ["0 5 *,15 * 1", "0 5 * * 1"],
    ["0 5 13 * 5", "0 5 13 * *; 0 5 * * 5"],
    ["0 5 */10 * 1", "0 5 1,11,21,31 * 1"],
    ["0 5 1-7 * */2", "0 5 1-7 * 0,2,4,6"],
    ["0 5 1-31 * 1", "0 5 * * *"],
    ["0 5 1 * 0-6", "0 5 * * *"],
    ["* 3 * * *", "0-59 3 * * *"],
    ["@yearly", "0 0 1 1 *"],
    ["@annually", "0 0 1 1 *"],
    ["@monthly", "0 0 1 * *"],
    ["@weekly", "0 0 * * 0"],
    ["@daily", "0 0 * * *"],
    ["@midnight", "0 0 * * *"],
    ["@hourly", "0 * * * *"],
  ])("%j is %j", (text, fields) => {
    expect(read(text)).toBe(fields);
  });
});

describe("phrases", () => {
  test.each([
    ["daily 03:05", "5 3 * * *"],
    ["Daily 3:05", "5 3 * * *"],
    ["weekly Tue 03:05", "5 3 * * 2"],
    ["weekly sunday 00:00", "0 0 * * 0"],
    ["weekdays 22:00", "0 22 * * 1-5"],
    ["monthly 1 04:00", "0 4 1 * *"],
    ["monthly 28 23:59", "59 23 28 * *"],
    ["hourly :15", "15 * * * *"],
  ])("%j is %j", (text, fields) => {
    expect(read(text)).toBe(fields);
  });
});

describe("H", () => {
  // The first 48 bits of `printf 'the-server\0important\0backup\0minute' | sha256sum`, and so on, modulo the size.
  test.each([
    ["H H * * *", "22 22 * * *"],
    ["H H H * *", "22 22 7 * *"],
    ["H(0-29) H * * *", "22 22 * * *"],
    ["H(30-59) H * * *", "52 22 * * *"],
    ["H/15 * * * *", "7,22,37,52 * * * *"],
  ])("%j is %j", (text, fields) => {
    expect(read(text)).toBe(fields);
  });

  test("differs between hosts, jobs and actions", () => {
    const others = [
      owner,
      { ...owner, host: "other" },
      { ...owner, job: "other" },
      { ...owner, action: "prune" },
      // The parts are kept apart.
      { ...owner, host: "the-serveri", job: "mportant" },
    ];
    expect(new Set(others.map((other) => read("H H * * *", other))).size).toBe(others.length);
  });

  test("spreads a fleet over the hour", () => {
    const counts = new Array<number>(60).fill(0);
    for (let i = 0; i < 6000; i++) {
      const minute = Number.parseInt(read("H 0 * * *", { ...owner, host: `web${i}` }), 10);
      counts[minute] = (counts[minute] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(50);
    expect(Math.max(...counts)).toBeLessThan(150);
  });
});

const allowedMinutes = 'write 0-59, "*", or a list, range or step of them';
const backwards =
  "counts backwards, which cron daemons take for never, for an error, or for a range that wraps";

describe("what is refused", () => {
  test.each([
    ["60 * * * *", `60: "60" is no minute (${allowedMinutes})`],
    ["x * * * *", `x: "x" is no minute (${allowedMinutes})`],
    ["0 24 * * *", '24: "24" is no hour (write 0-23, "*", or a list, range or step of them)'],
    ["0 0 0 * *", '0: "0" is no day of month (write 1-31, "*", or a list, range or step of them)'],
    [
      "0 0 * 1-13 *",
      '1-13: "13" is no month (write 1-12, jan-dec, "*", or a list, range or step of them)',
    ],
    [
      "0 0 * * 8",
      '8: "8" is no day of week (write 0-6 (7 is Sunday, too), sun-sat, "*", or a list, range or step of them)',
    ],
    ["0 0 * * tuesday", 'tuesday: "tuesday" is a name that cron does not know (write "tue")'],
    ["1,,2 * * * *", ",: a comma without a value in the minute (take it out)"],
    [",2 * * * *", ",: a comma without a value in the minute (take it out)"],
    ["2, * * * *", ",: a comma without a value in the minute (take it out)"],
    ["0 0 * * sat-sun", `sat-sun: "sat-sun" ${backwards} (write "0,6")`],
    ["50-10 * * * *", `50-10: "50-10" ${backwards} (write "0-10,50-59")`],
    ["0 22-2/2 * * *", `22-2/2: "22-2/2" ${backwards} (write "0,2,22")`],
    ["H(9-1) * * * *", `H(9-1): "H(9-1)" ${backwards} (begin with the smaller number)`],
    [
      "5/20 * * * *",
      '5/20: "5/20" has a step after a single value, which every cron daemon reads in its own way (write "5-59/20")',
    ],
    ["*/0 * * * *", '*/0: "*/0" has a step of 0 (steps count from 1)'],
    [
      "*/90 * * * *",
      '*/90: the step of "*/90" is longer than the range from 0 to 59, and only its beginning is left (write "0")',
    ],
    [
      "H/60 * * * *",
      'H/60: the step of "H/60" is longer than the range from 0 to 59, and only its beginning is left (write "H")',
    ],
    [
      "0~29 * * * *",
      '0~29: "0~29" is a random value in cronie, and silently another value in other cron daemons (write "H(0-29)" for a value that is spread over hosts and jobs, and stays)',
    ],
    ["0 0 ? * 1", '?: "?" is not a cron value (write "*")'],
    [
      "0 0 L * *",
      `L: "L" is the last day, which cron does not know (write it in systemd's notation, such as { calendar: "*-*~01 03:05" })`,
    ],
    [
      "0 0 15W * *",
      '15W: "15W" is the nearest working day, which cron does not know (write a day of the month)',
    ],
    [
      "0 0 * * 1#2",
      `1#2: "1#2" is the nth weekday of a month, which cron does not know (write it in systemd's notation, such as { calendar: "Mon *-*-08..14 03:05" } for the second Monday)`,
    ],
    [
      "5;x * * * *",
      `5;x: "5;x" has text after the value, which Debian's cron silently ignores (write "5")`,
    ],
    [
      "0 0 H(1-31) * *",
      'H(1-31): "31" is no day that every month has (write 1-28, "*", or a list, range or step of them)',
    ],
    [
      "0 5 3 * * 2",
      '0 5 3 * * 2: a cron expression has five fields, here are 6 (cron knows no seconds, write "5 3 * * 2")',
    ],
    [
      "0 0 3 * * ?",
      '0 0 3 * * ?: a cron expression has five fields, here are 6 (cron knows no seconds, write "0 3 * * *")',
    ],
    [
      "0 3 * * * 2026",
      '0 3 * * * 2026: a cron expression has five fields, here are 6 (write minute, hour, day of month, month and day of week: "5 3 * * 2" is 03:05 on Tuesdays)',
    ],
    [
      "0 0 * * 5L",
      `5L: "5L" is the last such weekday of a month, which cron does not know (write it in systemd's notation, such as { calendar: "Fri *-*~07/1 03:05" } for the last Friday)`,
    ],
    ["0 0 * * mon–fri", 'mon–fri: "mon–fri" has a dash that is no hyphen (write "mon-fri")'],
    ["3:05", '3:05: "3:05" does not say on which days (write "daily 3:05")'],
    [
      "5 3 * *",
      '5 3 * *: a cron expression has five fields, here are 4 (write minute, hour, day of month, month and day of week: "5 3 * * 2" is 03:05 on Tuesdays)',
    ],
    [
      "@reboot",
      '@reboot: "@reboot" names no time, so nothing could tell when a backup is overdue (write a time such as "@daily")',
    ],
    ["@Daily", '@Daily: "@Daily" is not a schedule that cron knows (write "@daily")'],
    ["@daily 03:05", '03:05: "03:05" follows "@daily", which stands alone (undefined)'],
    [
      "0 0 30,31 2 *",
      '30,31 2: day of month "30,31" never comes in month "2" (the last day there is 29)',
    ],
    [
      "0 0 31 4,6,9,11 *",
      '31 4,6,9,11: day of month "31" never comes in month "4,6,9,11" (the last day there is 30)',
    ],
    [
      "",
      ': the schedule is empty (write a cron expression such as "5 3 * * 2", or a phrase such as "weekly Tue 03:05")',
    ],
    ["tue 03:05", 'tue: "tue" begins no schedule (write "weekly tue 03:05")'],
    [
      "every day",
      'every: "every" begins no schedule (write a cron expression such as "5 3 * * 2", or one of "daily 03:05", "weekly Tue 03:05", "weekdays 22:00", "monthly 1 04:00", "hourly :15")',
    ],
    [
      "weekly 03:05",
      'weekly 03:05: "weekly" takes two words more, here is one (write it like "weekly Tue 03:05")',
    ],
    ["daily", 'daily: "daily" takes one word more, here is none (write it like "daily 03:05")'],
    [
      "daily 25:00",
      '25:00: "25:00" is not a time of day (write hours and minutes from "00:00" to "23:59")',
    ],
    ["daily 24:00", '24:00: "24:00" is not a time of day (write "00:00" for midnight)'],
    ["daily 03:05:30", '03:05:30: "03:05:30" has seconds (write "03:05")'],
    [
      "weekly Tues 03:05",
      'Tues: "Tues" is not a day of the week (write it in English: Mon, Tue, Wed, Thu, Fri, Sat, Sun, or in full)',
    ],
    [
      "monthly 31 04:00",
      '31: not every month has a day 31 (write a day from 1 to 28, or "MINUTE HOUR 31 * *" for the months that have it)',
    ],
    ["monthly 1st 04:00", '1st: "1st" is not a day of the month (write a number from 1 to 28)'],
    ["hourly 15", '15: "15" is not a minute of the hour (write the minutes from ":00" to ":59")'],
  ])("%j: %s", (text, problem) => {
    expect(read(text ?? "")).toBe(problem);
  });
});
