import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextInstants } from "../../src/schedule/next.ts";
import { launchdTimes } from "../../src/schedule/to-launchd.ts";
import { zoneNamed } from "../../src/schedule/zone.ts";
import { calendars, starts } from "./launchd.ts";
import { anySchedule } from "./schedules.ts";

// The job itself tells which starts are due (due.test.ts). Here is that there is one at each time of its schedule, but for
// the days around a change of the clock, and that starts at intervals are close enough for what is left.

const day = 86_400_000;
const span = 25 * day;
const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];
const anyDay = fc
  .integer({ min: Date.UTC(2026) / day, max: Date.UTC(2032) / day })
  .map((days) => days * day);

const iso = (all: readonly number[]) => all.map((at) => new Date(at).toISOString());

describe.each(zones)("%s", (name) => {
  const zone = zoneNamed(name);
  const isSteady = (at: number) => zone.offsetAt(at - 2 * day) === zone.offsetAt(at + 2 * day);

  test.each(calendars.filter((calendar) => calendar !== "lost"))(
    "launchd, whose calendar is %s, comes at each time of a schedule",
    (calendar) => {
      fc.assert(
        fc.property(anySchedule, anyDay, (schedule, from) => {
          const to = from + span;
          const { entries } = launchdTimes(schedule, null);
          const found = starts(calendar, entries, from, to, zone);
          const times = nextInstants(schedule, from, 500, zone).filter((at) => at < to);
          const missing = times.filter((at) => !found.has(at));
          expect(iso(calendar === "shown" ? missing : missing.filter(isSteady))).toEqual([]);
        }),
        { numRuns: 4 },
      );
    },
  );

  test("no two times are closer than the interval", () => {
    fc.assert(
      fc.property(anySchedule, anyDay, (schedule, from) => {
        const { interval } = launchdTimes(schedule, null);
        const times = nextInstants(schedule, from, 500, zone);
        const close = times.filter((at, i) => at - (times[i - 1] ?? 0) < interval * 1000);
        expect(interval).toBeLessThanOrEqual(900);
        expect(iso(close.filter(isSteady))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});
