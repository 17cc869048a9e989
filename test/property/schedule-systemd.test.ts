import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { nextInstants } from "../../src/schedule/next.ts";
import { toOnCalendar } from "../../src/schedule/to-on-calendar.ts";
import { anySchedule } from "./schedules.ts";

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
  const batch = fc.array(anySchedule, { minLength: 40, maxLength: 40 });
  const from = fc
    .integer({ min: Date.UTC(2020) / 60_000, max: Date.UTC(2080) / 60_000 })
    .map((minutes) => minutes * 60_000);
  fc.assert(
    fc.property(batch, from, (schedules, fromMs) => {
      const found = elapses(schedules.map(toOnCalendar), fromMs, 6);
      expect(found).toEqual(schedules.map((schedule) => nextInstants(schedule, fromMs, 6)));
    }),
    { numRuns: 10, endOnFailure: true },
  );
});
