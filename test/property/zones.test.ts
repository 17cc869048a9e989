import { expect, test } from "vitest";
import { afterGaps, meetsChanges } from "../../src/schedule/candidates.ts";
import { always } from "../../src/schedule/field.ts";
import { zoneNamed } from "../../src/schedule/zone.ts";

// What the compiled lines take for granted of clocks, against the time zone database of this Node.

const quarter = 900_000;
const day = 86_400_000;

interface Change {
  readonly zone: string;
  readonly at: number;
  /** Milliseconds that the clock is ahead of UTC. */
  readonly before: number;
  readonly after: number;
}

function* changes(zone: string, from: number, to: number): Generator<Change> {
  const { offsetAt } = zoneNamed(zone);
  for (let start = from; start < to; start += day) {
    const before = offsetAt(start);
    const after = offsetAt(start + day);
    if (before === after) continue;
    let at = start;
    while (offsetAt(at) === before) at += quarter;
    yield { zone, at, before, after };
  }
}

const all = Intl.supportedValuesOf("timeZone").flatMap((zone) => [
  ...changes(zone, Date.UTC(2026, 0), Date.UTC(2028, 0)),
]);

function timeOf(wall: number) {
  const date = new Date(wall);
  return { hours: [date.getUTCHours()], minutes: [date.getUTCMinutes()] };
}

test("clocks differ by whole quarters of an hour", () => {
  expect(all.length).toBeGreaterThan(200);
  for (const { zone, before, after } of all) {
    expect((before - after) % quarter === 0 && before % quarter === 0, zone).toBe(true);
  }
});

test("a clock is put forward to a time that stands in the lines of whatever it skips, or a quarter after it", () => {
  for (const { zone, at, before, after } of all) {
    for (let wall = at + before; wall < at + after; wall += quarter) {
      const ends = afterGaps({ ...always, ...timeOf(wall) });
      const late = zone === "Pacific/Chatham" ? [0, quarter] : [0];
      const found = late
        .map((more) => timeOf(at + after + more))
        .some((end) =>
          ends.some(
            ({ hours, minutes }) =>
              end.hours.every((hour) => hours.includes(hour)) &&
              end.minutes.every((minute) => minutes.includes(minute)),
          ),
        );
      expect(found, `${zone} at ${new Date(at).toISOString()}`).toBe(true);
    }
  }
});

test("a clock that is put back shows only hours again that are looked at", () => {
  for (const { zone, at, before, after } of all) {
    for (let wall = at + after; wall < at + before; wall += quarter) {
      const rule = { ...always, ...timeOf(wall) };
      expect(meetsChanges(rule), `${zone} at ${new Date(at).toISOString()}`).toBe(true);
    }
  }
});
