import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { sampleWith } from "../../src/diagnostics/codes/meaning/example.ts";
import { codes } from "../../src/diagnostics/codes.ts";
import { type Scratch, scratchHost } from "../support/scratch-host.ts";

const sound = sampleWith("", "");
const script = "out/laptop/jobs/photos.sh";

let scratch: Scratch;
beforeEach(() => {
  scratch = scratchHost();
});

/** Compiles a spec and returns what is said of it. */
async function compile(spec: string, ...options: string[]): Promise<string> {
  writeFileSync(join(scratch.directory, "backup.yaml"), spec);
  const { code, stderr } = await scratch.holdfast(["compile", ...options]);
  expect(code).toBe(options.includes("--check") ? 1 : 0);
  return stderr;
}

/** The message and the help of the only warning. */
function said(stderr: string): string[] {
  expect(stderr).toMatch(/\n1 warning\n/);
  return stderr
    .split("\n")
    .flatMap((line) => /^(?:.*: warning: | *= help: )(.*)$/.exec(line)?.[1] ?? []);
}

describe("an archive that lies elsewhere than the tree says", () => {
  beforeEach(async () => expect(await compile(sound)).toBe(""));

  test("is told of at the target, with the path that keeps it, and once", async () => {
    const spec = codes["archive-moved"].example;
    expect(said(await compile(spec, "--check"))[0]).toContain("archive-moved");
    const stderr = await compile(spec);
    expect(stderr).toMatch(/^backup\.yaml:9:13: warning: /);
    expect(said(stderr)).toEqual([
      'the archive of job "photos" was at "file:///mnt/disk/laptop/photos" so far, and will begin anew at "file:///mnt/disk/elsewhere" (laptop) [archive-moved]',
      'to go on with it, give the target "path: laptop/photos"; or move its files there before the next backup',
    ]);
    expect(await compile(spec)).toBe("");
  });

  test("on another disk no path keeps it", async () => {
    const [, help] = said(await compile(sound.replace("/mnt/disk", "/mnt/new")));
    expect(help).toBe(
      "to go on with it, move its files there before the next backup, or go back to the former place",
    );
  });

  test("at the URL itself", async () => {
    await compile(sound.replace('/mnt/disk"', '/mnt/disk", path: .'));
    expect(said(await compile(sound))[1]).toContain('"path: ."');
  });

  test.each([
    ["job", /photos(?=[:\]])/g],
    ["host", /laptop/g],
  ])("of a %s that was renamed", async (_, name) => {
    const [message, help] = said(await compile(sound.replace(name, "other")));
    expect(message).toContain('was at "file:///mnt/disk/laptop/photos" so far');
    expect(help).toContain('"path: laptop/photos"');
  });

  test("but not of a new job, nor when two jobs go that it could have been", async () => {
    const second = "  other:\n    source: /srv/other\n    target: offsite\n    encryption: none\n";
    const actions = "    backup: {}\n    drill: {}\nhosts:";
    const both = sound.replace("hosts:", second + actions).replace("[photos]", "[photos, other]");
    expect(await compile(both)).toBe("");
    expect(await compile(both.replace("/srv/other", "/srv/photos"), "--dry-run")).toContain(
      "source-root-changed",
    );
    rmSync(join(scratch.directory, "out"), { recursive: true });
    await compile(both.replace("/srv/other", "/srv/photos"));
    expect(await compile(sound.replace(/photos(?=[:\]])/g, "third"))).toBe("");
  });

  test("nor of a script that says nothing of it", async () => {
    writeFileSync(join(scratch.directory, script), "#!/bin/sh\n");
    expect(await compile(sound.replace("/mnt/disk", "/mnt/new"), "--force")).toBe("");
  });

  test("what many hosts share is told once", async () => {
    const two = sound.replace(
      "hosts:",
      "$&\n  desk: { user: ada, scheduler: cron, jobs: [photos] }",
    );
    await compile(two);
    const [message] = said(await compile(two.replace("/mnt/disk", "/mnt/new")));
    expect(message).toContain("(desk and 1 more host)");
  });
});

describe("an archive of another source than the tree says", () => {
  beforeEach(async () => expect(await compile(sound)).toBe(""));

  test("is told of at the source", async () => {
    const stderr = await compile(codes["source-root-changed"].example);
    expect(stderr).toMatch(/^backup\.yaml:8:13: warning: /);
    expect(said(stderr)).toEqual([
      'the archive of job "photos" is of "/srv/photos", and takes no backup of "/srv/pictures" (laptop) [source-root-changed]',
      'go back to the former source, or begin another archive: give the job another name, or its target another "path:"',
    ]);
  });

  test("several sources are of the root, whatever quotes are in them", async () => {
    await compile(sound.replace("/srv/photos", '"/srv/it\'s"'));
    const [message] = said(await compile(sound.replace("/srv/photos", "[/srv/photos, /etc]")));
    expect(message).toContain(`is of "/srv/it's", and takes no backup of "/"`);
    expect(readFileSync(join(scratch.directory, script), "utf8")).toContain("source_root='/'");
  });
});
