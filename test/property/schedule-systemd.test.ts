import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { nextInstants } from "../../src/schedule/next.ts";
import { toOnCalendar } from "../../src/schedule/to-on-calendar.ts";
import { utc } from "../../src/schedule/zone.ts";
import { anyRule } from "./schedules.ts";

/** The instants that systemd-analyze(1) reads from each expression; none for one that never comes. */
function elapses(expressions: readonly string[], fromMs: number, count: number): number[][] {
  const output = execFileSync(
    "systemd-analyze",
    ["calendar", `--base-time=@${fromMs / 1000}`, `--iterations=${count}`, ...expressions],
    { encoding: "utf8", env: { ...process.env, TZ: "UTC", LC_ALL: "C" } },
  );
  return output
    .split(/\n\n/)
    .map((block) =>
      [...block.matchAll(/(?:Next elapse|Iter\. #\d+): \w+ (\S+) (\S+) UTC/g)].map(
        ([, date, time]) => Date.parse(`${date}T${time}Z`),
      ),
    );
}

test("systemd reads OnCalendar= as the same instants", () => {
  const batch = fc.array(anyRule, { minLength: 40, maxLength: 40 });
  const from = fc
    .integer({ min: Date.UTC(2020) / 60_000, max: Date.UTC(2080) / 60_000 })
    .map((minutes) => minutes * 60_000);
  fc.assert(
    fc.property(batch, from, (rules, fromMs) => {
      const lines = rules.map(toOnCalendar);
      const each = elapses(lines.flat(), fromMs, 6);
      const found = lines.map((some) => {
        const all = new Set(each.splice(0, some.length).flat());
        return [...all].sort((a, b) => a - b).slice(0, 6);
      });
      expect(found).toEqual(
        rules.map((rule) => nextInstants({ rules: [rule], catchUp: false }, fromMs, 6, utc)),
      );
    }),
    { numRuns: 10, endOnFailure: true },
  );
});
