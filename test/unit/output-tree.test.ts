import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { Artifact } from "../../src/emit/artifact.ts";
import { checksumPlaceholder, sealChecksum } from "../../src/emit/checksum.ts";
import { FileError, type Host } from "../../src/host.ts";
import { nodeHost } from "../../src/node-host.ts";
import { type Change, diffTree } from "../../src/output/diff.ts";
import { parseManifest, withManifests } from "../../src/output/manifest.ts";
import { writeTree } from "../../src/output/write.ts";

const scratch = mkdtempSync(join(tmpdir(), "holdfast-tree-"));
afterAll(() => rmSync(scratch, { recursive: true }));

let out = "";
let count = 0;
beforeEach(() => {
  out = join(scratch, String(count++), "out");
});

const script = (path: string, body: string, mode: Artifact["mode"] = 0o755): Artifact => ({
  path,
  mode,
  text: sealChecksum(`#!/bin/sh\n# ${checksumPlaceholder}\n${body}\n`),
});

const first = withManifests([
  script("web/jobs/db.sh", "db 1"),
  script("web/jobs/files.sh", "files 1"),
  script("web/cron/holdfast.crontab", "line", 0o644),
  script("old/jobs/gone.sh", "gone"),
]);
/** files.sh changes, db.sh and the crontab go, units come, the host `old` goes, `mail` comes. */
const second = withManifests([
  script("web/jobs/files.sh", "files 2"),
  script("web/systemd/files.timer", "timer", 0o644),
  script("mail/jobs/mail.sh", "mail"),
]);

const diff = (artifacts: readonly Artifact[], host: Host = nodeHost()) =>
  diffTree(host, out, artifacts);
const compile = (artifacts: readonly Artifact[], host: Host = nodeHost()) =>
  writeTree(host, out, diff(artifacts, host));
const at = (path: string) => join(out, path);

const story = (changes: readonly Change[]) =>
  changes
    .filter(({ action }) => action !== "unchanged")
    .map(({ action, path, refusal }) => `${action} ${path}${refusal ? ` (${refusal})` : ""}`);

/** Path → kind, mode and content of everything below a directory. */
function snapshot(directory: string): Map<string, string> {
  const found = new Map<string, string>();
  if (!existsSync(directory)) return found;
  for (const path of readdirSync(directory, { recursive: true }).map(String).sort()) {
    const stats = lstatSync(join(directory, path));
    if (stats.isDirectory()) found.set(`${path}/`, "");
    else if (stats.isSymbolicLink()) found.set(path, `-> ${readlinkSync(join(directory, path))}`);
    else
      found.set(path, `${(stats.mode & 0o777).toString(8)} ${readFileSync(join(directory, path))}`);
  }
  return found;
}

const expected = (artifacts: readonly Artifact[]) =>
  new Map(artifacts.map(({ path, mode, text }) => [path, `${mode.toString(8)} ${text}`]));
const filesOf = (tree: Map<string, string>) =>
  new Map([...tree].filter(([path]) => !path.endsWith("/")));

describe("writing", () => {
  test("a first tree is written with its modes, whatever the umask", () => {
    const before = process.umask(0o077);
    try {
      compile(first);
    } finally {
      process.umask(before);
    }
    expect(filesOf(snapshot(out))).toEqual(expected(first));
  });

  test("sha256sum accepts the manifest, which lists all but itself", () => {
    compile(first);
    const report = execFileSync("sha256sum", ["-c", "--strict", "MANIFEST.sha256"], {
      cwd: at("web"),
    });
    expect(String(report)).toBe("cron/holdfast.crontab: OK\njobs/db.sh: OK\njobs/files.sh: OK\n");
  });

  test("what is unchanged is not touched", () => {
    compile(first);
    utimesSync(at("web/jobs/db.sh"), 1, 1);
    const inode = statSync(at("web/jobs/db.sh")).ino;
    expect(story(diff(first))).toEqual([]);
    compile(first);
    expect(statSync(at("web/jobs/db.sh"))).toMatchObject({ mtimeMs: 1000, ino: inode });
  });

  test("what is no longer made goes, with its directories", () => {
    compile(first);
    expect(story(diff(second))).toEqual([
      "create mail/MANIFEST.sha256",
      "create mail/jobs/mail.sh",
      "delete old/MANIFEST.sha256",
      "delete old/jobs/gone.sh",
      "update web/MANIFEST.sha256",
      "delete web/cron/holdfast.crontab",
      "delete web/jobs/db.sh",
      "update web/jobs/files.sh",
      "create web/systemd/files.timer",
    ]);
    compile(second);
    expect(filesOf(snapshot(out))).toEqual(expected(second));
    expect(readdirSync(out)).toEqual(["mail", "web"]);
    expect(readdirSync(at("web"))).toEqual(["MANIFEST.sha256", "jobs", "systemd"]);
  });

  test("a scope leaves other hosts alone, those that are gone too", () => {
    compile(first);
    const old = snapshot(at("old"));
    writeTree(nodeHost(), out, diffTree(nodeHost(), out, second, new Set(["mail"])));
    expect(snapshot(at("old"))).toEqual(old);
    expect(readFileSync(at("web/jobs/files.sh"), "utf8")).toContain("files 1");
    expect(existsSync(at("mail/jobs/mail.sh"))).toBe(true);
  });

  test("a lost execute bit comes back, a strict umask does not matter", () => {
    compile(first);
    chmodSync(at("web/jobs/db.sh"), 0o644);
    chmodSync(at("web/jobs/files.sh"), 0o700);
    expect(story(diff(first))).toEqual(["update web/jobs/db.sh"]);
    compile(first);
    expect(statSync(at("web/jobs/db.sh")).mode & 0o777).toBe(0o755);
  });

  test("a script that anybody may write is put right", () => {
    compile(first);
    chmodSync(at("web/jobs/db.sh"), 0o757);
    expect(story(diff(first))).toEqual(["update web/jobs/db.sh"]);
  });
});

describe("ownership", () => {
  test("a file edited by hand is refused, whether it changes or goes", () => {
    compile(first);
    for (const path of ["web/jobs/db.sh", "web/jobs/files.sh", "old/jobs/gone.sh"]) {
      writeFileSync(at(path), `${readFileSync(at(path))}# by hand\n`);
    }
    expect(
      diff(second)
        .filter(({ refusal }) => refusal)
        .map(({ path }) => path),
    ).toEqual(["old/jobs/gone.sh", "web/jobs/db.sh", "web/jobs/files.sh"]);
  });

  test("the checksum line is enough when the manifest is lost", () => {
    compile(first);
    rmSync(at("web/MANIFEST.sha256"));
    expect(story(diff(second)).filter((line) => line.includes("("))).toEqual([]);
    compile(second);
    expect(filesOf(snapshot(out))).toEqual(expected(second));
  });

  test("the manifest is enough when the file has no checksum line", () => {
    compile(withManifests([{ path: "web/plain", mode: 0o644, text: "1\n" }]));
    const next = withManifests([{ path: "web/plain", mode: 0o644, text: "2\n" }]);
    compile(next);
    expect(filesOf(snapshot(out))).toEqual(expected(next));
  });

  test("a file that equals what is to be written is ours without either", () => {
    mkdirSync(at("web"), { recursive: true });
    writeFileSync(at("web/plain"), "1\n", { mode: 0o600 });
    const artifacts = withManifests([{ path: "web/plain", mode: 0o755, text: "1\n" }]);
    expect(story(diff(artifacts))).toEqual(["create web/MANIFEST.sha256", "update web/plain"]);
  });

  test("strangers that are in nobody's way stay, and keep their directory", () => {
    compile(first);
    writeFileSync(at("old/NOTES"), "mine");
    writeFileSync(at("web/jobs/own.sh"), "mine");
    mkdirSync(at("stranger"));
    writeFileSync(at("stranger/install.sh"), "mine");
    compile(second);
    expect(readFileSync(at("old/NOTES"), "utf8")).toBe("mine");
    expect(readFileSync(at("web/jobs/own.sh"), "utf8")).toBe("mine");
    expect(readFileSync(at("stranger/install.sh"), "utf8")).toBe("mine");
  });

  test("a file that merely bears the manifest's name is not ours", () => {
    mkdirSync(at("web"), { recursive: true });
    writeFileSync(at("web/MANIFEST.sha256"), "shopping list\n");
    expect(story(diff(second))).toContain("update web/MANIFEST.sha256 (not-ours)");
    expect(parseManifest(`${"a".repeat(64)}  jobs/x\n<<<<<<< ours\n`)).toBeUndefined();
    expect(parseManifest(`${"a".repeat(64)}  jobs/x`)).toBeUndefined();
  });

  test("a directory where a file belongs, and the other way round, is in the way", () => {
    mkdirSync(at("web/jobs/files.sh"), { recursive: true });
    writeFileSync(at("web/systemd"), "a file");
    writeFileSync(at("mail"), "a file");
    expect(
      diff(second)
        .filter(({ refusal }) => refusal === "in-the-way")
        .map(({ path }) => path),
    ).toEqual([
      "mail/MANIFEST.sha256",
      "mail/jobs/mail.sh",
      "web/jobs/files.sh",
      "web/systemd/files.timer",
    ]);
  });

  test("symbolic links lead nowhere", () => {
    compile(first);
    const elsewhere = join(out, "..", "elsewhere");
    mkdirSync(elsewhere);
    for (const { path, text } of first.filter(({ path }) => path.startsWith("web/jobs/"))) {
      writeFileSync(join(elsewhere, path.slice("web/jobs/".length)), text);
    }
    rmSync(at("web/jobs"), { recursive: true });
    symlinkSync(elsewhere, at("web/jobs"));
    symlinkSync(at("old"), at("mail"));
    expect(story(diff(second))).toEqual(
      expect.arrayContaining([
        "create mail/jobs/mail.sh (in-the-way)",
        "create web/jobs/files.sh (in-the-way)",
      ]),
    );
    expect(readdirSync(elsewhere)).toEqual(["db.sh", "files.sh"]);
  });

  test("a link in a file's place is replaced by force, never written through", () => {
    compile(first);
    const target = join(out, "..", "target");
    writeFileSync(target, "precious");
    rmSync(at("web/jobs/files.sh"));
    symlinkSync(target, at("web/jobs/files.sh"));
    expect(story(diff(second))).toContain("update web/jobs/files.sh (not-ours)");
    compile(second);
    expect(readFileSync(target, "utf8")).toBe("precious");
    expect(filesOf(snapshot(out))).toEqual(expected(second));
  });
});

const mutations = ["createFile", "rename", "unlink", "makeDirectory", "removeDirectory"] as const;

/** A host whose n-th change to the disk, from 0, meets what `fate` says. */
function doomedHost(n: number, fate: (run: () => void, path: string) => void): Host {
  let step = 0;
  const host = nodeHost();
  const guard =
    <A extends [string, ...never[]]>(run: (...args: A) => void) =>
    (...args: A) =>
      step++ < n ? run(...args) : fate(() => run(...args), args[0]);
  return {
    ...host,
    ...Object.fromEntries(mutations.map((name) => [name, guard(host[name] as never)])),
  };
}

/** Runs `attempt` against a fresh tree with ever later failures, until one runs to its end. */
function atEveryStep(attempt: (n: number) => boolean): number {
  for (let n = 0; ; n++) {
    rmSync(out, { recursive: true, force: true });
    if (!attempt(n)) return n;
  }
}

class Crash extends Error {}

describe("a write that is cut short", () => {
  const crash = (): never => {
    throw new Crash();
  };
  const halfWritten = (run: () => void, path: string): never => {
    if (path.endsWith(".holdfast-new") && !existsSync(path)) writeFileSync(path, "#!/bin/s");
    else run();
    throw new Crash();
  };

  const cut = (n: number, artifacts: readonly Artifact[]) => {
    let dead = false;
    try {
      compile(
        artifacts,
        doomedHost(n, (run, path) => {
          if (dead) crash();
          dead = true;
          halfWritten(run, path);
        }),
      );
      return false;
    } catch (error) {
      if (error instanceof Crash) return true;
      throw error;
    }
  };

  for (const [name, before] of [
    ["the first", undefined],
    ["a later", first],
  ] as const) {
    test(`${name} one leaves whole files, and the next write completes it`, () => {
      const steps = atEveryStep((n) => {
        if (before) compile(before);
        if (!cut(n, second)) return false;
        const [olds, news] = [expected(before ?? []), expected(second)];
        for (const [path, content] of filesOf(snapshot(out))) {
          if (!path.endsWith(".holdfast-new"))
            expect([olds.get(path), news.get(path)]).toContain(content);
        }
        expect(diff(second).filter(({ refusal }) => refusal)).toEqual([]);
        compile(second);
        expect(filesOf(snapshot(out))).toEqual(news);
        return true;
      });
      expect(steps).toBeGreaterThan(10);
    });
  }

  test("the manifest never vouches for a mixture", () => {
    let checked = 0;
    atEveryStep((n) => {
      compile(first);
      if (!cut(n, second)) return false;
      const manifest = parseManifest(readFileSync(at("web/MANIFEST.sha256"), "utf8"));
      if (manifest?.has("systemd/files.timer")) {
        const tree = snapshot(at("web"));
        const news = expected(second.filter(({ path }) => path.startsWith("web/")));
        expect([...filesOf(tree)].map(([path, content]) => [`web/${path}`, content])).toEqual([
          ...news,
        ]);
        checked++;
      }
      return true;
    });
    expect(checked).toBeGreaterThan(0);
  });

  test("a spec that went back in the meantime is no obstacle", () => {
    const steps = atEveryStep((n) => {
      compile(first);
      if (!cut(n, second)) return false;
      compile(first);
      expect(filesOf(snapshot(out))).toEqual(expected(first));
      return true;
    });
    expect(steps).toBeGreaterThan(10);
  });
});

describe("a disk that is full", () => {
  const full = (_run: () => void, path: string): never => {
    throw new FileError("write", path, "ENOSPC", "no space left on device");
  };

  test("leaves the tree as it was", () => {
    const creations = second.length;
    for (let n = 0; n < creations; n++) {
      rmSync(out, { recursive: true, force: true });
      compile(first);
      const before = snapshot(out);
      let made = 0;
      const host = nodeHost();
      const doomed: Host = {
        ...host,
        createFile: (path, bytes, mode) =>
          made++ < n ? host.createFile(path, bytes, mode) : full(() => {}, path),
      };
      expect(() => compile(second, doomed)).toThrow("no space left on device");
      expect(snapshot(out)).toEqual(before);
    }
  });

  test("leaves not even a directory of a first write", () => {
    mkdirSync(join(out, ".."), { recursive: true });
    const host = nodeHost();
    expect(() => compile(second, { ...host, createFile: (path) => full(() => {}, path) })).toThrow(
      FileError,
    );
    expect(existsSync(out)).toBe(false);
  });

  test("is met before anything is deleted when a directory cannot be written", () => {
    compile(first);
    const before = snapshot(out);
    const host = nodeHost();
    const doomed: Host = {
      ...host,
      requireWritable: (path) => {
        if (path.endsWith("web/cron")) full(() => {}, path);
      },
    };
    expect(() => compile(second, doomed)).toThrow(FileError);
    expect(snapshot(out)).toEqual(before);
  });
});
