import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { emitJobScript } from "../../src/emit/job-script.ts";
import { planHost } from "../support/plan-host.ts";

// The script is the product, and people read it. Whatever makes it longer than this is a decision to raise the number;
// what only some jobs use belongs into src/emit/features.

const linesIn = (text: string) => text.split("\n").length - 1;

test("a job without features", () => {
  const host = planHost(["user: backup_user", "scheduler: cron"], { target: "file:///mnt/disk" });
  const [job] = host.jobs;
  if (!job) throw new Error("no job");
  const least = { ...job, actions: job.actions.filter(({ action }) => action === "backup") };
  const unguarded = { ...host, dialect: "debian" } as const;
  expect(linesIn(emitJobScript(unguarded, least).text)).toBeLessThanOrEqual(2141);
});

test("the reference", () => {
  expect(linesIn(readFileSync("out/the-server/jobs/important.sh", "utf8"))).toBeLessThanOrEqual(
    2745,
  );
});
