import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sampleWith } from "../../src/diagnostics/codes/meaning/example.ts";
import { codes } from "../../src/diagnostics/codes.ts";
import { scratchHost } from "../support/scratch-host.ts";

const hostWith = (settings: string) => sampleWith("user: ada, scheduler: cron", settings);

/** Compiles one spec after the other into the same tree, and returns what is said of the last. */
async function compileAll(...specs: string[]): Promise<string> {
  const scratch = scratchHost();
  let stderr = "";
  for (const spec of specs) {
    writeFileSync(join(scratch.directory, "backup.yaml"), spec);
    const result = await scratch.holdfast(["compile"]);
    expect(result.code).toBe(0);
    stderr = result.stderr;
  }
  return stderr;
}

const sound = sampleWith("", "");

test("an install that another user's takes the place of is told of, once", async () => {
  const spec = codes["install-moved"].example;
  const stderr = await compileAll(sound, spec);
  expect(stderr).toMatch(/^backup\.yaml:15:19: warning: /);
  expect(stderr).toContain(
    'host "laptop" was installed in "/home/ada/.local/lib/holdfast" so far; what is there goes on running, beside what will be in "/home/bob/.local/lib/holdfast" [install-moved]',
  );
  expect(stderr).toMatch(/\n1 warning\n/);
  expect(await compileAll(sound, spec, spec)).toBe("");
});

test.each([
  ["the crontab of root", "user: root, scheduler: cron"],
  ["a directory of its own", "user: ada, scheduler: cron, install_dir: /opt/holdfast"],
  ["units of the system, of another user", "user: bob, scheduler: systemd"],
])("so is one that moves to %s", async (_, settings) => {
  expect(await compileAll(sound, hostWith(settings))).toContain("install-moved");
});

test.each([
  ["from the crontab to the system's units", [sound, hostWith("user: ada, scheduler: systemd")]],
  ["from the system's units to the crontab", [hostWith("user: ada, scheduler: systemd"), sound]],
  ["to units of the user", [sound, hostWith("user: ada, scheduler: systemd, scope: user")]],
])("but not %s, which install.sh sees to", async (_, specs) => {
  expect(await compileAll(...specs)).not.toContain("install-moved");
});
