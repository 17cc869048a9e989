import { Cron } from "croner";
import fc from "fast-check";
import { expect, test } from "vitest";
import { oneDayField } from "../../src/schedule/candidates.ts";
import { describe as inWords } from "../../src/schedule/describe.ts";
import { longestGap, shortestGap } from "../../src/schedule/gaps.ts";
import { nextInstants } from "../../src/schedule/next.ts";
import { parseRules } from "../../src/schedule/parse.ts";
import type { Rule } from "../../src/schedule/schedule.ts";
import { cronLines, toCronFields } from "../../src/schedule/to-cron.ts";
import { utc } from "../../src/schedule/zone.ts";
import { anyRule, anySchedule, comesAt, comesOn } from "./schedules.ts";

const owner = { host: "host", job: "job", action: "backup" };
const minute = 60_000;
const day = 86_400_000;
const instant = fc
  .integer({ min: Date.UTC(1999) / 1000, max: Date.UTC(2101) / 1000 })
  .map((seconds) => seconds * 1000);

test("a rule written as cron fields is read as the same rule", () => {
  const oneLine = anyRule.filter((rule) => !oneDayField(rule).more);
  fc.assert(
    fc.property(oneLine, (rule) => {
      expect(parseRules(toCronFields(rule), owner)).toEqual({ ok: true, rules: [rule] });
    }),
    { numRuns: 2000 },
  );
});

const dialects = ["portable", "debian", "cronie", "busybox", "systemd-cron"] as const;

test("crontab lines use nothing that a daemon misreads", () => {
  const zone = fc.constantFrom(null, "UTC", "Europe/Oslo");
  fc.assert(
    fc.property(anySchedule, fc.constantFrom(...dialects), zone, (schedule, kind, timezone) => {
      const { lines } = cronLines(schedule, { kind, timezone });
      for (const written of lines.map((line) => line.split(" "))) {
        expect(written).toHaveLength(5);
        for (const field of written) expect(field).toMatch(/^(\*|\d+(-\d+)?(,\d+(-\d+)?)*)$/);
        expect(written[4]).not.toContain("7");
        expect(written[2] === "*" || written[4] === "*").toBe(true);
        for (const [range, first, last] of written.join(" ").matchAll(/(\d+)-(\d+)/g)) {
          expect(Number(first), range).toBeLessThan(Number(last));
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test("the next instants are those that a walk over every minute finds", () => {
  const span = 21 * day;
  fc.assert(
    fc.property(anySchedule, instant, (schedule, from) => {
      const expected = [];
      for (let at = Math.floor(from / minute) * minute; at <= from + span; at += minute) {
        if (at > from && comesAt(schedule, at)) expected.push(at);
      }
      const found = nextInstants(schedule, from, expected.length + 1, utc);
      expect(found.slice(0, -1)).toEqual(expected);
      expect(found.at(-1)).toBeGreaterThan(from + span);
    }),
    { numRuns: 60 },
  );
});

test("the next instants are those of croner", () => {
  fc.assert(
    fc.property(
      anyRule.filter((rule) => !oneDayField(rule).more),
      instant,
      (rule, from) => {
        const oracle = new Cron(toCronFields(rule), { timezone: "UTC" });
        const expected = oracle.nextRuns(8, new Date(from)).map((date) => date.getTime());
        expect(nextInstants({ rules: [rule], catchUp: false }, from, 8, utc)).toEqual(expected);
      },
    ),
    { numRuns: 500 },
  );
});

test("the longest and the shortest gap are those of 400 years, the whole cycle of the calendar", () => {
  fc.assert(
    fc.property(anySchedule, (schedule) => {
      const perDay = new Map<string, number[]>();
      let [longest, shortest, before] = [0, Number.POSITIVE_INFINITY, Number.NaN];
      for (let at = Date.UTC(2000); at < Date.UTC(2441); at += day) {
        const on = schedule.rules.filter((rule) => comesOn(rule, at));
        const key = on.map((rule) => schedule.rules.indexOf(rule)).join();
        const times = perDay.get(key) ?? timesOf(on);
        perDay.set(key, times);
        for (const time of times) {
          if (!Number.isNaN(before)) {
            longest = Math.max(longest, at + time - before);
            shortest = Math.min(shortest, at + time - before);
          }
          before = at + time;
        }
      }
      expect(longestGap(schedule)).toBe(longest / 1000);
      expect(shortestGap(schedule)).toBe(shortest / 1000);
    }),
    { numRuns: 12 },
  );
});

/** Of a day, ms, ascending. */
function timesOf(rules: readonly Rule[]): number[] {
  const times = rules.flatMap(({ hours, minutes }) =>
    hours.flatMap((hour) => minutes.map((at) => (hour * 60 + at) * minute)),
  );
  return [...new Set(times)].sort((a, b) => a - b);
}

test("every schedule has words", () => {
  fc.assert(
    fc.property(anySchedule, (schedule) => {
      expect(inWords(schedule)).toMatch(/^(at|every) [\x20-\x7e]*\S$/);
      expect(inWords(schedule)).not.toMatch(/undefined|NaN| {2}/);
    }),
  );
});

const hostile = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc
    .array(
      fc.constantFrom(
        ..."0 1 5 7 12 31 59 60 * , - / H ( ) ~ ? L W # @ sat sun mon jan daily weekly 03:05".split(
          " ",
        ),
        " ",
      ),
      { maxLength: 14 },
    )
    .map((parts) => parts.join("")),
  fc
    .array(fc.constantFrom(..."* 1 */2 5-7 1-31 H H/3 H(1-9) sat 0,30 9-1 5/2 */99".split(" ")), {
      minLength: 4,
      maxLength: 6,
    })
    .map((parts) => parts.join(" ")),
);

test("any text is a schedule that comes, or a problem with its place in the text", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const parsed = parseRules(text, owner);
      if (parsed.ok) {
        expect(nextInstants({ rules: parsed.rules, catchUp: false }, 0, 3, utc)).toHaveLength(3);
      } else {
        const { start, end, message } = parsed.problem;
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end).toBeLessThanOrEqual(text.length);
        expect(message).not.toMatch(/undefined|NaN/);
      }
    }),
    { numRuns: 20_000 },
  );
});

const mistake = fc.constantFrom(
  ..."? 2~5 9~31 ~ 5-2 6-3/2 3-1/0 50-10 2/2 5/20 5/0 5;x 2-3W */99 2-6/12 tuesday january sat-sun fri-mon H/90".split(
    " ",
  ),
);

test("the spelling that a problem proposes for a field is accepted in its place", () => {
  fc.assert(
    fc.property(mistake, fc.nat(4), (item, position) => {
      const text = ["0", "0", "*", "*", "*"].with(position, item).join(" ");
      const parsed = parseRules(text, owner);
      fc.pre(!parsed.ok && /^write "[^"]*"/.test(parsed.problem.help ?? ""));
      if (parsed.ok) return;
      const { start, end, help } = parsed.problem;
      const proposed = /^write "([^"]*)"/.exec(help ?? "")?.[1] ?? "";
      const corrected = text.slice(0, start) + proposed + text.slice(end);
      expect(parseRules(corrected, owner), corrected).toMatchObject({ ok: true });
    }),
    { numRuns: 300 },
  );
});
