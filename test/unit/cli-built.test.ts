import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { buildCommand } from "../support/built-command.ts";

const root = join(import.meta.dirname, "../..");
const example = join(root, "examples/laptop/backup.yaml");
const command = buildCommand();
const scratch = mkdtempSync(join(tmpdir(), "holdfast-built-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const shell = (script: string) =>
  spawnSync("sh", ["-c", script, "sh", command, example], { cwd: scratch, encoding: "utf8" });

test("the command is executable and runs from anywhere", () => {
  expect(shell('"$1" --version')).toMatchObject({ status: 0, stderr: "" });
  expect(shell('ln -sf "$1" here && ./here check "$2"')).toMatchObject({ status: 0, stderr: "" });
});

test("it loads what only some specs need, such as what runs shellcheck", () => {
  const hooks = join(root, "examples/databases/backup.yaml");
  expect(spawnSync(command, ["check", hooks], { encoding: "utf8" })).toMatchObject({ status: 0 });
});

test("a reader that goes away is no error", () => {
  const result = shell('{ "$1" explain; echo $? >code; } | head -n 1; cat code');
  expect(result.stderr).toBe("");
  expect(result.stdout.trim().split("\n").at(-1)).toBe("0");
});

test("a standard output that is full is exit 74", () => {
  const result = shell('"$1" explain >/dev/full');
  expect(result).toMatchObject({
    status: 74,
    stderr: 'holdfast: cannot write to "standard output": no space left on device (ENOSPC)\n',
  });
});

test("a standard error that is full or closed changes no exit code", () => {
  expect(shell('"$1" nonsense 2>/dev/full').status).toBe(2);
  expect(shell('"$1" nonsense 2>&-').status).toBe(2);
});

test("output that is longer than a pipe arrives whole", () => {
  const whole = shell('"$1" schema').stdout;
  expect(whole.length).toBeGreaterThan(10_000);
  expect(shell('"$1" schema | { sleep 0.3; cat; }').stdout).toBe(whole);
});

test("it works without its code cache, and with one that another Node or program has made", () => {
  const copy = join(scratch, "copy");
  cpSync(dirname(command), copy, { recursive: true });
  const check = () =>
    spawnSync(join(copy, "holdfast.cjs"), ["check", example], { encoding: "utf8" });
  const expected = {
    status: 0,
    stdout: `${example}: 1 host, 1 job, no errors, 0 warnings\n`,
    stderr: "",
  };
  expect(check()).toMatchObject(expected);
  const cache = join(copy, "program.cache");
  const bytes = readFileSync(cache);
  for (const bad of [
    Buffer.alloc(0),
    Buffer.from("junk"),
    bytes.map((byte, at) => (at < 16 ? byte ^ 1 : byte)),
  ]) {
    writeFileSync(cache, bad);
    expect(check()).toMatchObject(expected);
  }
  rmSync(cache);
  expect(check()).toMatchObject(expected);
});

test("V8 accepts the code cache", () => {
  const program = join(dirname(command), "program.js");
  const probe = `
    const { readFileSync } = require("node:fs");
    const [program, cache] = process.argv.slice(1).map((path) => readFileSync(path));
    const script = new (require("node:vm").Script)(program.latin1Slice(), { filename: "x", cachedData: cache });
    console.log(script.cachedDataRejected);`;
  const result = spawnSync(
    process.execPath,
    ["-e", probe, program, program.replace(/js$/, "cache")],
    { encoding: "utf8" },
  );
  expect(result.stdout).toBe("false\n");
  // Not ASCII: the launcher would garble it.
  expect(readFileSync(program).every((byte) => byte < 128)).toBe(true);
});

test("killed at any time, the tree is completed by the next run", async () => {
  const spec = join(scratch, "fleet.yaml");
  const hosts = Array.from(
    { length: 60 },
    (_, n) => `  web${n}: { user: u, scheduler: cron, jobs: [home] }\n`,
  );
  const write = (keep: number) =>
    writeFileSync(
      spec,
      readFileSync(example, "utf8").replace("keep_full: 4", `keep_full: ${keep}`) + hosts.join(""),
    );
  const run = (out: string): ChildProcess =>
    spawn(process.execPath, [command, "compile", spec, "-o", join(scratch, out)], {
      stdio: "ignore",
    });
  const files = (out: string) =>
    readdirSync(join(scratch, out), { recursive: true })
      .map(String)
      .filter((path) => statSync(join(scratch, out, path)).isFile())
      .sort()
      .map((path) => [path, readFileSync(join(scratch, out, path), "utf8")]);

  write(1);
  const began = Date.now();
  await once(run("tree"), "exit");
  const duration = Date.now() - began;
  let keep = 1;
  for (const [round, signal] of (
    ["SIGKILL", "SIGINT", "SIGKILL", "SIGTERM", "SIGKILL"] as const
  ).entries()) {
    let delay = duration * (0.35 + 0.12 * round);
    // The machine may be faster by now: what had ended before it was killed is tried again, sooner.
    for (let cut = false; !cut; delay *= 0.8) {
      write(++keep);
      const child = run("tree");
      const timer = setTimeout(() => child.kill(signal), delay);
      const [code] = await once(child, "exit");
      clearTimeout(timer);
      cut = code === null;
    }
    expect((await once(run("tree"), "exit"))[0]).toBe(0);
    rmSync(join(scratch, "fresh"), { recursive: true, force: true });
    await once(run("fresh"), "exit");
    expect(files("tree")).toEqual(files("fresh"));
  }
});
