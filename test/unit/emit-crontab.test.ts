import { expect, test } from "vitest";
import { checksumHolds } from "../../src/emit/checksum.ts";
import { emitCrontab } from "../../src/emit/crontab.ts";
import { planHost } from "../support/plan-host.ts";

test("one sentence and one line for each action that has a schedule", () => {
  const crontab = emitCrontab(planHost(["user: backup_user", "scheduler: cron"]));
  expect(crontab).toMatchObject({ path: "the-server/cron/holdfast.crontab", mode: 0o644 });
  const script = "/home/backup_user/.local/lib/holdfast/jobs";
  expect(crontab?.text.split("\n").slice(3)).toEqual([
    "# important: backup at 03:05 on Tuesdays",
    "# Started more often than that: clocks change, runs get missed. The script ends at once unless it is due.",
    `5 3 * * 2 ${script}/important.sh scheduled backup`,
    `0 4 * * 2 ${script}/important.sh scheduled backup`,
    "# important: prune at 04:05 on Tuesdays",
    `5 4 * * 2 ${script}/important.sh scheduled prune`,
    "# photos: backup every 30 minutes",
    `0,30 * * * * ${script}/photos.sh scheduled backup`,
    "",
  ]);
});

test("the header tells what it is, and vouches for the file", () => {
  const text = emitCrontab(planHost(["user: backup_user", "scheduler: cron"]))?.text ?? "";
  expect(text).toMatch(/^# Backups of the-server, for the crontab of backup_user/);
  expect(text).toContain("hosts.the-server");
  expect(checksumHolds(text)).toBe(true);
});

test("a path with special characters is quoted for every cron", () => {
  const text = emitCrontab(
    planHost(["user: u", "scheduler: cron", 'install_dir: "/opt/it\'s 100%"']),
  )?.text;
  expect(text).toContain(`5 3 * * 2 '/opt/it'"'"'s 100'\\%'/jobs/important.sh' scheduled backup\n`);
});

test("none without cron, and none without a schedule", () => {
  expect(emitCrontab(planHost(["user: u", "scheduler: systemd"]))).toBeUndefined();
  const host = planHost(["user: u", "scheduler: cron"]);
  const byHand = host.jobs.map((job) => ({
    ...job,
    actions: job.actions.map((action) => ({ ...action, schedule: null })),
  }));
  expect(emitCrontab({ ...host, jobs: byHand })).toBeUndefined();
});
