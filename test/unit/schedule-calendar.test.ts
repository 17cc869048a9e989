import { describe, expect, test } from "vitest";
import { parseCalendar } from "../../src/schedule/parse-calendar.ts";
import { toOnCalendar } from "../../src/schedule/to-on-calendar.ts";

/** As timers have it, or what is wrong, where, and what helps. */
function read(text: string): string {
  const parsed = parseCalendar(text);
  if (parsed.ok) return parsed.rules.flatMap(toOnCalendar).join("; ");
  const { message, help, start, end } = parsed.problem;
  return `${text.slice(start, end)}: ${message} (${help})`;
}

describe("systemd's notation", () => {
  // The right column is what systemd-analyze 252 makes of the left one, but in values instead of steps.
  test.each([
    ["Tue *-*-* 03:05", "Tue *-*-* 03:05:00"],
    ["tuesday,SAT 3:5", "Tue,Sat *-*-* 03:05:00"],
    ["Mon, 3:05", "Mon *-*-* 03:05:00"],
    ["Mon..Fri 22:00:00", "Mon..Fri *-*-* 22:00:00"],
    ["03:05", "*-*-* 03:05:00"],
    ["*-*-01", "*-*-01 00:00:00"],
    ["*-1", "*-*-01 00:00:00"],
    ["*-2,8-1..7 4:00", "*-02,08-01..07 04:00:00"],
    ["*:0/20", "*-*-* *:00,20,40:00"],
    ["1:5/35", "*-*-* 01:05,40:00"],
    ["1:30/29", "*-*-* 01:30,59:00"],
    ["1:5/10,7..9/2", "*-*-* 01:05,07,09,15,25,35,45,55:00"],
    ["*-1/3-1", "*-01,04,07,10-01 00:00:00"],
    ["*-*~1", "*-*~01 00:00:00"],
    ["*-*~2..3", "*-*~02 00:00:00; *-*~03 00:00:00"],
    ["*-*~5/2", "*-*~01 00:00:00; *-*~03 00:00:00; *-*~05 00:00:00"],
    ["*-*~20..28/3", "*-*~20 00:00:00; *-*~23 00:00:00; *-*~26 00:00:00"],
    ["*-*~*", "*-*-* 00:00:00"],
    ["3:05 Europe/Oslo", "*-*-* 03:05:00 Europe/Oslo"],
    ["weekly", "Mon *-*-* 00:00:00"],
  ])("%j is %j", (text, lines) => {
    expect(read(text)).toBe(lines);
  });
});

describe("what is refused", () => {
  const useless = (item: string, first: number, last: number) =>
    `the step of "${item}" is longer than the range from ${first} to ${last}, which systemd refuses or cuts off (write "${first}")`;
  test.each([
    ["01:55/35", `01:55/35: ${useless("55/35", 55, 59)}`],
    ["01:59/1", `01:59/1: ${useless("59/1", 59, 59)}`],
    ["23/2:00", `23/2:00: ${useless("23/2", 23, 23)}`],
    ["01:0..10/20", `01:0..10/20: ${useless("0..10/20", 0, 10)}`],
    ["*-12/1-1", `*-12/1-1: ${useless("12/1", 12, 12)}`],
    ["*-*~3/3", `*-*~3/3: ${useless("3/3", 3, 1)}`],
    [
      "*:*/15",
      '*:*/15: "*/15" is no minute, since "*" stands alone in systemd\'s notation (write "0/15")',
    ],
    ["*:*,5", '*:*,5: "*" is no minute, since "*" stands alone in systemd\'s notation (write "*")'],
    [
      "*-*~29",
      '*-*~29: "29" is no day that every month has (write 1-28, "*", a list such as "1,6" or a range such as "1..6")',
    ],
    ["*-*~5..3", '*-*~5..3: "5..3" counts backwards, which systemd refuses (write "3..5")'],
    ["22..3:00", '22..3:00: "22..3" counts backwards, which systemd refuses (write "0..3,22..23")'],
    [
      "22..3/2:00",
      '22..3/2:00: "22..3/2" counts backwards, which systemd refuses (begin with the smaller number)',
    ],
    [
      "1:5/0",
      '1:5/0: "5/0" is no minute (write 0-59, "*", a list such as "0,5" or a range such as "0..5")',
    ],
    [
      "2026-*-1",
      '2026-*-1: "2026-*-1" names a year, after which nothing would be backed up (write "*-*-1")',
    ],
    ["3:05:30", '3:05:30: "3:05:30" is not a time in whole minutes (write "3:05")'],
    [
      "Fri..Mon",
      'Fri..Mon: "Fri..Mon" passes the end of the week, which begins on Monday for systemd (write "Fri..Sun,Mon")',
    ],
    [
      "Sun..Sat",
      'Sun..Sat: "Sun..Sat" passes the end of the week, which begins on Monday for systemd (write "Sun,Mon..Sat")',
    ],
    ["Mon-Fri", 'Mon-Fri: "Mon-Fri" is no day of the week (write "Mon..Fri")'],
    ["*-2-30", "*-2-30: no month of this expression has such a day (the last day there is 29)"],
    [
      "@daily",
      '@daily: "@daily" is not systemd\'s calendar notation (write weekdays, date and time such as "Tue *-*-* 03:05", "*-*-01 04:00" or "Mon..Fri 22:00")',
    ],
  ])("%j: %s", (text, problem) => {
    expect(read(text)).toBe(problem);
  });
});
