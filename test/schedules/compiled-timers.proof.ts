import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { bootVirtualSystemd } from "../lab/virtual-systemd.ts";
import { buildCommand } from "../support/built-command.ts";
import { compileJobs } from "./compiled.ts";
import { differenceOf } from "./difference.ts";
import { anySchedule, trickySchedules } from "./expressions.ts";
import { figure, long, seed } from "./figures.ts";
import { clockOf, hoursOfChange, someZones } from "./zones.ts";

const holdfast = buildCommand();
const tally = { jobs: 0, starts: 0, differences: 0 };
/** Each start is a run of a script in a sandbox. */
const perZone = long ? 60 : 4;

test.each(someZones(1))("the compiled timers start the jobs as promised, in %s", async (zone) => {
  const clock = clockOf(zone);
  const schedules = [...trickySchedules, ...fc.sample(anySchedule, { seed, numRuns: perZone })];
  const machine = await bootVirtualSystemd();
  try {
    const settings = { scheduler: "systemd", timezone: zone };
    const jobs = compileJobs(holdfast, schedules, settings, machine.shared, "/srv");
    expect(jobs.schedules.size).toBeGreaterThanOrEqual(trickySchedules.length);
    const differences: string[] = [];
    for (const { from, to } of hoursOfChange(clock)) {
      jobs.forget();
      await machine.live("/srv/out/host/systemd", zone, from, to);
      const starts = jobs.takeStarts();
      for (const [job, expected] of jobs.promised({ from, to })) {
        const started = starts.get(job) ?? [];
        tally.starts += started.length;
        const schedule = JSON.stringify(jobs.schedules.get(job));
        differences.push(...differenceOf(`systemd in ${zone}: ${schedule}`, expected, started));
      }
    }
    tally.jobs += jobs.schedules.size;
    tally.differences += differences.length;
    expect(differences, `SEED=${seed}`).toEqual([]);
  } finally {
    await machine.close();
  }
});

afterAll(() => {
  figure(
    `compiled timers in a booted systemd: ${tally.jobs} jobs, ${tally.starts} starts, ${tally.differences} differences from what is promised`,
  );
});
