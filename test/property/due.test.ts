import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { scheduleLines } from "../../src/emit/schedule-lines.ts";
import type { Dialect } from "../../src/schedule/daemon.ts";
import { always } from "../../src/schedule/field.ts";
import { nextInstants } from "../../src/schedule/next.ts";
import type { Rule } from "../../src/schedule/schedule.ts";
import { toCronFields } from "../../src/schedule/to-cron.ts";
import { launchdTimes } from "../../src/schedule/to-launchd.ts";
import { type Zone, zoneNamed } from "../../src/schedule/zone.ts";
import { starts } from "./daemons.ts";
import { type Calendar, calendars, starts as launchdStarts } from "./launchd.ts";
import { anyRule } from "./schedules.ts";
import { run, shells } from "./shells.ts";

// What the compiled lines and the job script's own decision come to, over the nights in which clocks are changed: the
// instants that the schedule stands for, under every daemon.

const scratch = mkdtempSync(join(tmpdir(), "due."));
afterAll(() => rmSync(scratch, { recursive: true }));
let runs = 0;

const code = ["calendar", "due", "due-once"]
  .map((name) => readFileSync(`templates/job/${name}.sh`, "utf8"))
  .join("\n");

/** A start that the script takes for due, and the time of the schedule that it is for; ms. */
interface Run {
  readonly start: number;
  readonly time: number;
}

/** Which of some starts (ms) the script takes for due. */
function dueOf(
  shell: readonly [string, ...string[]],
  rules: readonly Rule[],
  found: readonly number[],
  hostZone: string,
  late: number,
): Run[] {
  if (found.length === 0) return [];
  const zone = zoneNamed(hostZone);
  const state = join(scratch, String(++runs));
  const script = `
die() { echo "$2" >&2; exit 78; }
mkdir '${state}'
>'${state}/due-backup-${Math.floor((found[0] ?? 0) / 60_000) - 1}'
export TZ='${hostZone}'
state_dir='${state}' action=backup scheduled=1 guarded_actions=backup when_undue=exit late_min=${late}
fields_of() { fields='${rules.map((rule) => [toCronFields(rule), rule.timezone ?? []].flat().join(" ")).join(" | ")}'; }
${code}
while read -r started zone; do
  (start_when_due && echo "\${started} \${due_minute}")
done <<END
${found.map((at) => `${at / 1000} ${offsetText(zone, at)}`).join("\n")}
END
`;
  const output = run(shell, script).toString().trim();
  return [...output.matchAll(/^(\d+) (\d+)$/gm)].map(([, second, dueMinute]) => ({
    start: Number(second) * 1000,
    time: Number(dueMinute) * 60_000,
  }));
}

function iso(all: readonly number[]): string[] {
  return all.map((at) => new Date(at).toISOString());
}

function offsetText(zone: Zone, at: number): string {
  const minutes = zone.offsetAt(at) / 60_000;
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const ahead = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(ahead / 60)}:${two(ahead % 60)}`;
}

const daemons = ["portable", "debian", "cronie", "busybox", "systemd"] as const;

/** What "portable" has to be right on. */
const kinds: Record<(typeof daemons)[number], readonly (Dialect | "systemd")[]> = {
  portable: ["debian", "busybox"],
  debian: ["debian"],
  cronie: ["cronie"],
  busybox: ["busybox"],
  systemd: ["systemd"],
};

/** Days (UTC) around the changes of a year. */
const nights: Record<string, readonly string[]> = {
  "Europe/Berlin": ["2026-03-28", "2026-10-24"],
  "America/New_York": ["2026-03-07", "2026-10-31"],
  "Australia/Lord_Howe": ["2026-04-03", "2026-10-02"],
  "America/Nuuk": ["2026-03-27", "2026-10-23"],
  "Antarctica/Troll": ["2026-03-28", "2026-10-24"],
  "Asia/Kathmandu": ["2026-03-28"],
  UTC: ["2026-02-27"],
};

function instantsOf(rules: readonly Rule[], from: number, to: number, hostZone: string): number[] {
  const zone = zoneNamed(hostZone);
  const found: number[] = [];
  for (let at = from - 1; at <= to; at = found.at(-1) ?? to) {
    found.push(...nextInstants({ rules, catchUp: false }, at, 8, zone));
  }
  return found.filter((at) => at <= to);
}

/** A rule with a few times near the changes, on most days. */
const nightly: fc.Arbitrary<Rule> = fc
  .record({
    rule: anyRule,
    minutes: fc.subarray([0, 5, 15, 29, 30, 31, 45, 59], { minLength: 1, maxLength: 3 }),
    hours: fc.subarray([22, 23, 0, 1, 2, 3, 4, 12], { minLength: 1, maxLength: 3 }),
    everyHour: fc.nat(3),
    anyDay: fc.nat(2),
    timezone: fc.constantFrom(null, null, "Europe/Berlin", "Australia/Lord_Howe", "UTC"),
  })
  .map(({ rule, minutes, hours, everyHour, anyDay, timezone: zone }) => ({
    ...rule,
    minutes,
    hours:
      everyHour === 0
        ? Array.from({ length: 24 }, (_, hour) => hour)
        : [...hours].sort((a, b) => a - b),
    months: Array.from({ length: 12 }, (_, month) => month + 1),
    ...(anyDay > 0 && {
      daysFromEnd: [],
      daysOfMonth: Array.from({ length: 31 }, (_, day) => day + 1),
    }),
    timezone: zone,
  }));

function check(
  shell: readonly [string, ...string[]],
  daemon: (typeof daemons)[number],
  rules: readonly Rule[],
  hostZone: string,
  night: string,
): void {
  const from = Date.parse(`${night}T12:00Z`);
  const to = from + 30 * 3_600_000;
  const scheduler = daemon === "systemd" ? "systemd" : "cron";
  const dialect = daemon === "systemd" ? "portable" : daemon;
  const host = { scheduler, dialect, style: "script", timezone: null } as const;
  const { lines, guarded } = scheduleLines(host, { rules, catchUp: false });
  for (const kind of kinds[daemon]) {
    const each = lines.flatMap((line) => starts(kind, line, from, to, zoneNamed(hostZone)));
    // One timer starts its unit once for all its lines.
    const found = kind === "systemd" ? [...new Set(each)] : each;
    found.sort((a, b) => a - b);
    const due = guarded
      ? dueOf(shell, rules, found, hostZone, daemon === "systemd" ? 1440 : 180).map(
          ({ start }) => start,
        )
      : found;
    expect(iso(due), `${kind} ${lines.join("; ")}`).toEqual(
      iso(instantsOf(rules, from, to, hostZone)),
    );
  }
}

describe.each(daemons)("%s", (daemon) => {
  test("starts a job at the instants of its schedule", () => {
    const zoneAndNight = fc.constantFrom(
      ...Object.entries(nights).flatMap(([zone, all]) =>
        all.map((night) => [zone, night] as const),
      ),
    );
    fc.assert(
      fc.property(
        fc.array(nightly, { minLength: 1, maxLength: 2 }),
        zoneAndNight,
        (rules, [zone, night]) => check(["dash"], daemon, rules, zone, night),
      ),
      { numRuns: Number(process.env.DUE_RUNS ?? 3), endOnFailure: true },
    );
  });
});

/** @param phase when launchd was told of the job, in ms: its intervals count from there */
function checkLaunchd(
  calendar: Calendar,
  rules: readonly Rule[],
  hostZone: string,
  night: string,
  phase: number,
): void {
  const from = Date.parse(`${night}T14:00Z`);
  const to = from + 20 * 3_600_000;
  const { entries, interval } = launchdTimes({ rules, catchUp: false }, null);
  const found = launchdStarts(calendar, entries, from, to, zoneNamed(hostZone));
  for (let at = from + (phase % (interval * 1000)); at <= to; at += interval * 1000) found.add(at);
  const starts = [...found].sort((a, b) => a - b);
  const runs = dueOf(["dash"], rules, starts, hostZone, 1440);
  const promised = instantsOf(rules, from, to - interval * 1000, hostZone);
  const late = runs.filter(({ start, time }) => start - time >= interval * 1000);
  expect(late, `${calendar}, ${interval}: ${JSON.stringify(entries)}`).toEqual([]);
  // The end of a gap may be closer to the next time than starts are to each other.
  const kept =
    calendar === "lost"
      ? promised.filter((at, i) => (promised[i + 1] ?? to) - at >= interval * 1000)
      : promised;
  const times = runs.map(({ time }) => time);
  expect(
    iso(times.filter((time) => !promised.includes(time) && time <= to - interval * 1000)),
  ).toEqual([]);
  expect(
    iso(kept.filter((at) => !times.includes(at))),
    `${calendar}, ${interval}: ${JSON.stringify(entries)}`,
  ).toEqual([]);
}

describe.each(calendars)("launchd, whose calendar is %s", (calendar) => {
  test("starts a job for each time of its schedule", () => {
    const zoneAndNight = fc.constantFrom(
      ...Object.entries(nights).flatMap(([zone, all]) =>
        all.map((night) => [zone, night] as const),
      ),
    );
    fc.assert(
      fc.property(
        fc.array(nightly, { minLength: 1, maxLength: 2 }),
        zoneAndNight,
        fc.nat(3599).map((second) => second * 1000),
        (rules, [zone, night], phase) => {
          // Each start is some processes.
          fc.pre(launchdTimes({ rules, catchUp: false }, null).interval >= 300);
          checkLaunchd(calendar, rules, zone, night, phase);
        },
      ),
      { numRuns: Number(process.env.DUE_RUNS ?? 1), endOnFailure: true },
    );
  });
});

test.each([
  ["Australia/Lord_Howe", "2026-10-02"],
  ["Europe/Berlin", "2026-03-28"],
])("a time that the clocks skip comes once, at the end of the gap: %s", (zone, night) => {
  for (const named of [null, zone]) {
    const rules = [{ ...always, minutes: [5], hours: [2], timezone: named }];
    for (const daemon of daemons) check(["dash"], daemon, rules, zone, night);
  }
});

test.each(shells.map((shell) => [shell.join(" "), shell] as const))("%s", (_name, shell) => {
  const rules = [{ ...always, minutes: [0, 30], hours: [2, 3], daysFromEnd: [1, 3, 7] }];
  for (const night of nights["Europe/Berlin"] ?? []) {
    check(shell, "busybox", rules, "Europe/Berlin", night);
  }
});
