import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { type CronDaemon, virtualCronRun } from "../lab/virtual-cron.ts";
import { buildCommand } from "../support/built-command.ts";
import { compileJobs } from "./compiled.ts";
import { differenceOf } from "./difference.ts";
import { anySchedule, trickySchedules } from "./expressions.ts";
import { figure, long, seed } from "./figures.ts";
import { type Clock, clockOf, hoursOfChange, someZones, zones } from "./zones.ts";

const holdfast = buildCommand();
const daemons = ["debian", "cronie", "busybox"] as const;
const tally = { jobs: 0, starts: 0, differences: 0 };
/** Each start is a run of a script, which costs as much as many that are only recorded. */
const perZone = long ? 60 : 4;

test.each(someZones(2))("the compiled crontab starts the jobs as promised, in %s", async (zone) => {
  const clock = clockOf(zone);
  const schedules = [...trickySchedules, ...fc.sample(anySchedule, { seed, numRuns: perZone })];
  const results = daemons.flatMap((daemon) =>
    dialects(daemon).map((dialect) => throughDaemon(daemon, dialect, schedules, clock)),
  );
  const differences = (await Promise.all(results)).flat();
  tally.differences += differences.length;
  expect(differences, `SEED=${seed}`).toEqual([]);
});

/** Crontabs for a daemon: of all daemons, and of its own. The short form takes one of them, the other another time. */
function dialects(daemon: CronDaemon): readonly string[] {
  const all = ["portable", daemon];
  return long ? all : all.filter((_, i) => i === Math.floor(seed / zones.length) % all.length);
}

/** What differs, in words. */
async function throughDaemon(
  daemon: CronDaemon,
  dialect: string,
  schedules: readonly unknown[],
  clock: Clock,
): Promise<string[]> {
  const { zone } = clock;
  const directory = mkdtempSync(join(tmpdir(), "compiled-cron."));
  const settings = { scheduler: "cron", dialect, timezone: zone };
  const jobs = compileJobs(holdfast, schedules, settings, directory);
  try {
    expect(jobs.schedules.size).toBeGreaterThanOrEqual(trickySchedules.length);
    const differences: string[] = [];
    for (const span of hoursOfChange(clock)) {
      jobs.forget();
      await virtualCronRun(jobs.read("cron/holdfast.crontab"), { daemon, zone, ...span });
      const starts = jobs.takeStarts();
      for (const [job, expected] of jobs.promised(span)) {
        const started = starts.get(job) ?? [];
        tally.starts += started.length;
        const schedule = JSON.stringify(jobs.schedules.get(job));
        differences.push(
          ...differenceOf(
            `${daemon}, ${dialect} crontab, in ${zone}: ${schedule}`,
            expected,
            started,
          ),
        );
      }
    }
    tally.jobs += jobs.schedules.size;
    return differences;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

afterAll(() => {
  figure(
    `compiled crontabs run by ${daemons.join(", ")}: ${tally.jobs} jobs, ${tally.starts} starts, ${tally.differences} differences from what is promised`,
  );
});
