import fc from "fast-check";
import { expect, test } from "vitest";
import { oneDayField } from "../../src/schedule/candidates.ts";
import { toCronFields } from "../../src/schedule/to-cron.ts";
import { virtualCron } from "../lab/virtual-cron.ts";
import { comesAt, quietRule } from "./schedules.ts";

const minute = 60_000;

test("Debian's cron runs 200 schedules at their instants for two months, a leap day among them", () => {
  const from = Date.UTC(2028, 0, 15);
  const to = Date.UTC(2028, 2, 15);
  const oneLine = quietRule.filter((rule) => !oneDayField(rule).more);
  const batch = fc.array(oneLine, { minLength: 200, maxLength: 200 });
  fc.assert(
    fc.property(batch, (rules) => {
      const crontab = rules.map((rule, i) => `${toCronFields(rule)} ${i}\n`).join("");
      const found = virtualCron(crontab, from, to).map(({ at, command }) => `${at} ${command}`);

      const expected: string[] = [];
      // cron starts with the minute after the one it wakes up in, and the log ends before the last.
      for (let at = from + minute; at < to; at += minute) {
        rules.forEach((rule, i) => {
          if (comesAt({ rules: [rule], catchUp: false }, at)) expected.push(`${at} ${i}`);
        });
      }
      expect(expected.length).toBeGreaterThan(200);
      expect(found.sort()).toEqual(expected.sort());
    }),
    { numRuns: 1, endOnFailure: true },
  );
});
