import { expect, test } from "vitest";
import { selectsByFile } from "../../src/emit/duplicity-options.ts";
import { planHost } from "../support/plan-host.ts";

test.each([
  ["--exclude-filelist=/list", true],
  ["--include-filelist=/list", true],
  ["--include-glob=/list", true],
  ["--files-from=/list", true],
  ["--exclude-if-present=.nobackup", false],
  ["--exclude-other-filesystems", false],
  ["--file-prefix=a", false],
])("whether %s names a file that says what is in and what is out: %s", (option, expected) => {
  const [job] = planHost(["user: backup_user", "scheduler: cron"]).jobs;
  if (!job) throw new Error("no job");
  expect(selectsByFile({ ...job, extraOptions: ["--num-retries=3", option] })).toBe(expected);
});
