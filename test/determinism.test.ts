import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { buildCommand } from "./support/built-command.ts";

const reference = join(import.meta.dirname, "../examples/reference/backup.yaml");
const command = buildCommand();
const scratch = mkdtempSync(join(tmpdir(), "holdfast-same-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Compiles a copy of the reference in a directory of its own; path → mode and text of all that came out. */
function compileIn(
  name: string,
  env: Record<string, string>,
  umask = "022",
): Record<string, string> {
  const directory = join(scratch, name);
  mkdirSync(join(directory, "home"), { recursive: true });
  cpSync(reference, join(directory, "backup.yaml"));
  const { status, stderr } = spawnSync(
    "sh",
    ["-c", 'umask "$1"; exec "$2" "$3" compile', "sh", umask, process.execPath, command],
    {
      cwd: directory,
      env: { PATH: process.env.PATH, HOME: join(directory, "home"), ...env },
      encoding: "utf8",
    },
  );
  expect({ status, stderr }).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/^[^\n]*\[unverified-job\]\n[^[]*\n1 warning\n$/),
  });
  const tree: Record<string, string> = {};
  for (const path of readdirSync(join(directory, "out"), { recursive: true }).map(String).sort()) {
    const file = join(directory, "out", path);
    const stats = statSync(file);
    if (stats.isFile())
      tree[path] = `${(stats.mode & 0o777).toString(8)} ${readFileSync(file, "latin1")}`;
  }
  return tree;
}

const plain = compileIn("plain", { TZ: "UTC", LC_ALL: "C" });

test("the reference makes a script, a crontab, an installer, a way back and a manifest", () => {
  expect(Object.keys(plain)).toEqual([
    "the-server/MANIFEST.sha256",
    "the-server/RECOVERY.md",
    "the-server/cron/holdfast.crontab",
    "the-server/install.sh",
    "the-server/jobs/important.sh",
  ]);
});

test.each([
  ["again", {}, "022"],
  ["a time zone far away", { TZ: "Pacific/Kiritimati" }, "022"],
  ["a locale with a sorting of its own", { LC_ALL: "sv_SE.UTF-8", LANGUAGE: "sv" }, "022"],
  ["Turkish, where i is not I", { LC_ALL: "tr_TR.UTF-8" }, "022"],
  ["another user", { USER: "someone", LOGNAME: "someone", HOME: "/nonexistent" }, "077"],
  ["a directory with an ö and a blank", { TERM: "xterm", COLUMNS: "20", FORCE_COLOR: "1" }, "000"],
])("the same bytes and modes: %s", (name, env, umask) => {
  expect(compileIn(name, env, umask)).toEqual(plain);
});

test("no path, user or date of the machine is in the output", () => {
  const text = Object.values(plain).join("\n");
  for (const trace of [scratch, process.cwd(), new Date().toISOString().slice(0, 10)]) {
    expect(text).not.toContain(trace);
  }
});
