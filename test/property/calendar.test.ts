import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextInstants } from "../../src/schedule/next.ts";
import { toCronFields } from "../../src/schedule/to-cron.ts";
import { utc } from "../../src/schedule/zone.ts";
import { anyRule, comesAt } from "./schedules.ts";

// The job script's own reckoning, in awk, against the compiler's.

const functions = [
  /^calendar_awk='(.*?)'$/ms.exec(readFileSync("templates/job/calendar.sh", "utf8"))?.[1],
  /^ +function seconds_of.*?^ {4}\}$/ms.exec(readFileSync("templates/job/prune.sh", "utf8"))?.[0],
].join("\n");

/** What an awk prints for each line of input: the functions of the script, and a program that uses them. */
function awk(
  [command, ...words]: readonly [string, ...string[]],
  program: string,
  input: string[],
) {
  const output = execFileSync(command, [...words, `${functions}\n${program}`], {
    input: input.map((line) => `${line}\n`).join(""),
    encoding: "utf8",
  });
  return output.trimEnd().split("\n");
}

const cases = fc.sample(
  fc.tuple(anyRule, fc.integer({ min: Date.UTC(1999) / 1000, max: Date.UTC(2101) / 1000 })),
  { numRuns: 300, seed: 3 },
);

describe.each<[readonly [string, ...string[]]]>([[["mawk"]], [["busybox", "awk"]]])(
  "%j",
  (which) => {
    test("the next run is the compiler's", () => {
      const lines = cases.map(([rule, from]) => `${from} ${toCronFields(rule)}`);
      const program =
        '{ from = $1; sub(/^[^ ]* /, ""); printf "%.0f\\n", run_near($0, from, "+00:00", 1) }';
      expect(awk(which, program, lines)).toEqual(
        cases.map(([rule, from]) => {
          const [next = Number.NaN] = nextInstants(
            { rules: [rule], catchUp: false },
            from * 1000,
            1,
            utc,
          );
          return String(next / 1000);
        }),
      );
    });

    test("the last run is one of the schedule's, and the next after it is not over", () => {
      const lines = cases.map(([rule, from]) => `${from} ${toCronFields(rule)}`);
      const program =
        '{ from = $1; sub(/^[^ ]* /, ""); printf "%.0f\\n", run_near($0, from, "+00:00", -1) }';
      const last = awk(which, program, lines);
      cases.forEach(([rule, from], i) => {
        const found = Number(last[i]);
        expect(found).toBeLessThanOrEqual(from);
        expect(comesAt({ rules: [rule], catchUp: false }, found * 1000)).toBe(true);
        expect(
          nextInstants({ rules: [rule], catchUp: false }, found * 1000, 1, utc)[0],
        ).toBeGreaterThan(from * 1000);
      });
    });

    test("a clock that is not at UTC", () => {
      // 2026-01-06 is a Tuesday; 03:05 in a zone an hour ahead is 02:05Z.
      const program =
        '{ t = run_near("5 3 * * 2", $1, $2, 1); printf "%.0f %s %.0f\\n", t, text_of(t, $2), run_near("5 3 * * 2", $1, $2, -1) }';
      const at = Date.UTC(2026, 0, 6, 2, 4, 59) / 1000;
      expect(awk(which, program, [`${at} +01:00`, `${at + 1} +01:00`, `${at} -03:30`])).toEqual([
        `${at + 1} 2026-01-06T03:05:00+01:00 ${at + 1 - 604_800}`,
        `${at + 1 + 604_800} 2026-01-13T03:05:00+01:00 ${at + 1}`,
        `${at + 16_201} 2026-01-06T03:05:00-03:30 ${at + 16_201 - 604_800}`,
      ]);
    });

    test("times in the names of duplicity's files", () => {
      const stamps = cases.map(([, from]) => new Date(from * 1000).toISOString());
      const lines = stamps.map((stamp) => stamp.replace(/[-:]|\.000/g, ""));
      expect(awk(which, '{ printf "%.0f\\n", seconds_of($0) }', lines)).toEqual(
        cases.map(([, from]) => String(from)),
      );
    });
  },
);
