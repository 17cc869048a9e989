import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { checksumHolds } from "../../src/emit/checksum.ts";
import { emitInstallScript } from "../../src/emit/install-script.ts";
import { planHost } from "../support/plan-host.ts";

const cron = ["user: backup_user", "scheduler: cron"];

test("an executable that vouches for itself", () => {
  const script = emitInstallScript(planHost(cron));
  expect(script).toMatchObject({ path: "the-server/install.sh", mode: 0o755 });
  expect(checksumHolds(script.text)).toBe(true);
});

test("names the files without which nothing would run", () => {
  const files = (host: readonly string[]) =>
    /^files='([^']*)'$/m.exec(emitInstallScript(planHost(host)).text)?.[1]?.split("\n");
  expect(files(cron)).toEqual(["jobs/important.sh", "jobs/photos.sh", "cron/holdfast.crontab"]);
  expect(files(["user: u", "scheduler: systemd"])).toEqual([
    "jobs/important.sh",
    "jobs/photos.sh",
    "systemd/holdfast-important-backup.service",
    "systemd/holdfast-important-backup.timer",
    "systemd/holdfast-important-prune.service",
    "systemd/holdfast-important-prune.timer",
    "systemd/holdfast-photos-backup.service",
    "systemd/holdfast-photos-backup.timer",
    "systemd/holdfast-important-restore@.service",
    "systemd/holdfast-photos-restore@.service",
    "systemd/holdfast-important-notify@.service",
    "systemd/holdfast-photos-notify@.service",
    "systemd/holdfast-awake.service",
  ]);
});

test("is the same code for every host, below its data", () => {
  const code = (host: readonly string[]) =>
    emitInstallScript(planHost(host)).text.split("\n\n").slice(2);
  expect(code(["user: root", "scheduler: systemd", "home: /elsewhere"])).toEqual(code(cron));
});

test.each([
  ["cron", cron],
  ["systemd", ["user: u", "scheduler: systemd"]],
  ["an odd path", [...cron, "install_dir: /a b/it's 100%"]],
])("shellcheck and shfmt find nothing to say: %s", (_, host) => {
  const { text } = emitInstallScript(planHost(host));
  execFileSync("shellcheck", ["--enable=all", "-"], { input: text });
  expect(
    execFileSync("shfmt", ["-ln", "posix", "-i", "2", "-ci", "-bn", "-d"], { input: text }).length,
  ).toBe(0);
});
