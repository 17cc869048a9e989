import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import program from "../../templates/job/drill.py";

// The newest backup began before anything that a test makes has changed, or after.
const past = "20200106T030500Z";
const future = "29990106T030500Z";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "holdfast-drill-"));
  for (const name of ["scratch/files", "cache", "source"]) {
    mkdirSync(join(directory, name), { recursive: true });
  }
});
afterEach(() => rmSync(directory, { recursive: true }));

function put(name: string, content: string): void {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

const ask = (verb: string, ...words: string[]) => askFor(2, verb, ...words);

/** What the program answers; a sample has at most so many files and 1 MiB, a volume has 10 MiB. */
function askFor(most: number, verb: string, ...words: string[]): string[] {
  const { status, stdout, stderr } = spawnSync(
    "python3",
    [
      ...["-I", "-c", program, verb],
      ...["scratch", "cache", "kept.json", "source"].map((name) => join(directory, name)),
      ...[String(most), "1", "10", ...words],
    ],
    { encoding: "utf8" },
  );
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout.trimEnd().split("\n");
}

/** A backup that began at a time, and lists these regular files; names are as duplicity's log for machines quotes them. */
function backup(began: string, ...names: string[]): void {
  put(`cache/duplicity-full.20190101T000000Z.manifest`, "");
  put(`cache/duplicity-inc.20190101T000000Z.to.${began}.manifest`, "");
  const lines = names.map((name) => `INFO 10 20260106T030500Z '${name}' reg\n. listed\n\n`);
  put("scratch/listing", `INFO 10 20260106T030500Z 'dir' dir\n\n${lines.join("")}`);
}

function keep(began: string, files: Record<string, string>): void {
  const entries = Object.entries(files).map(([name, content]) => {
    const sha256 = createHash("sha256").update(content).digest("hex");
    return [name, { sha256, bytes: content.length }];
  });
  put("kept.json", JSON.stringify({ backup: began, files: Object.fromEntries(entries) }));
}

/** The names that are chosen; the first line has MiB needed, MiB free, and how many names there are. */
const chosen = (most = 2) => askFor(most, "choose", "0", "0").slice(1);

/** As Python writes it in an escape. */
const escaped = (character: string) =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

test("a sample has at most so many files, other ones each time", () => {
  const names = Array.from({ length: 30 }, (_, number) => `file${number}`);
  for (const name of names) put(`source/${name}`, "text");
  backup(future, ...names);
  const samples = Array.from({ length: 4 }, chosen);
  expect(samples.map((sample) => sample.length)).toEqual(samples.map(() => 2));
  expect(new Set(samples.flat()).size).toBeGreaterThan(2);
});

test("nor is a sample larger than it may be", () => {
  put("source/large", "x".repeat(2 ** 20 + 1));
  put("source/half", "x".repeat(2 ** 19 + 1));
  put("source/other-half", "x".repeat(2 ** 19 + 1));
  backup(future, "large", "half", "other-half");
  expect(chosen()).toHaveLength(1);
});

test("what can be compared comes first: by checksum, then with a source that did not change", () => {
  for (const name of ["one", "two", "three"]) put(`source/${name}`, "now");
  backup(past, "one", "two", "three", "gone");
  keep(past, { gone: "then", three: "then" });
  expect(chosen().sort()).toEqual(["gone", "three"]);
  // Of another backup, checksums say nothing.
  keep(future, { gone: "then", three: "then" });
  expect(chosen()).not.toContain("gone");
  // Nor do they when power was lost before they were on the disk.
  put("kept.json", "");
  expect(chosen()).not.toContain("gone");
});

test("names that could be taken for something else are not restored by name", () => {
  const names = ["~", "~root/x", "=x", "$HOME", "a${B", "new\nline", "esc\u001b"];
  keep(future, Object.fromEntries(names.map((name) => [name, "text"])));
  backup(
    future,
    ...names.map((name) => name.replace("\n", "\\n").replace("\u001b", "\\x1b")),
    "\\udcff",
    "\\ufffd",
  );
  expect(chosen()).toEqual([]);
});

test("all others are", () => {
  const names = ["$", "two words", "-r", "#", "%s", "*", "it's", "back\\slash", "ünï €"];
  for (const name of names) put(`source/${name}`, "text");
  backup(
    future,
    ...names.map((name) => name.replace(/['\\]/g, "\\$&").replace(/[^ -~]/g, escaped)),
  );
  expect(chosen(names.length).sort()).toEqual(names.sort());
});

test("a line that a name forges is none of the listing's", () => {
  put("source/plain", "text");
  backup(future, "new\\nINFO 10 20260106T030500Z \\'plain\\' reg");
  expect(chosen()).toEqual([]);
});

test("a full drill needs room for everything, a sample for itself, both for the volume that is read", () => {
  put("source/large", "x".repeat(3 * 2 ** 20));
  backup(future, "large");
  expect(ask("choose", "1", "0")).toEqual([expect.stringMatching(/^26 [0-9]+ 1$/), "."]);
  expect(ask("choose", "1", String(50 * 2 ** 20))[0]).toMatch(/^73 /);
  expect(ask("choose", "0", "0")[0]).toMatch(/^23 [0-9]+ 0$/);
});

// What the source has now, what was restored, and what the backup kept of it; without a word, the times are equal.
test.each<[source: string, restored: string, kept: string, began: string, verdict: string]>([
  ["text", "text", "", future, "compared"],
  ["text", "text", "", past, "compared"],
  ["text", "TEXT", "", future, "wrong"],
  ["text", "tex", "", future, "wrong"],
  ["text", "", "", future, "wrong"],
  // With the time of what was restored, a change of the content is none that a backup would have noticed.
  ["text", "TEXT", "", past, "wrong"],
  ["text now", "text", "", past, "unproved"],
  ["text", "", "", past, "absent"],
  ["", "text", "", future, "unproved"],
  ["", "", "", future, "absent"],
  ["text now", "text", "text", past, "remembered"],
  ["", "text", "text", past, "remembered"],
  ["text", "TEXT", "text", past, "wrong"],
  ["TEXT", "TEXT", "text", future, "wrong"],
  ["text", "", "text", past, "wrong"],
])(
  "source %j, restored %j, kept %j, backup of %s: %s",
  (source, restored, kept, began, verdict) => {
    backup(began, "file");
    if (kept) keep(began, { file: kept });
    if (source) put("source/file", source);
    if (restored) put("scratch/files/file", restored);
    if (source && restored) {
      const { atime, mtime } = statSync(join(directory, "source/file"));
      utimesSync(join(directory, "scratch/files/file"), atime, mtime);
    }
    put("scratch/chosen", "1 1 1\n.\n");
    const [counts, ...lines] = ask("compare");
    const names = ["compared", "remembered", "unproved", "absent", "wrong"];
    expect(counts).toBe(names.map((name) => (name === verdict ? "1" : "0")).join(" "));
    expect(lines).toHaveLength(verdict === "wrong" ? 1 : 0);
  },
);

test("what was restored and is not in the listing is looked at, too", () => {
  backup(future, "file");
  put("source/file", "text");
  put("scratch/files/file", "text");
  put("source/dir/other", "text");
  put("scratch/files/dir/other", "TEXT");
  put("scratch/chosen", "1 1 1\n.\n");
  expect(ask("compare")).toEqual([
    "1 0 0 0 1",
    "'dir/other' is not as in the source, which did not change since the backup",
  ]);
});

test("checksums are kept of files that are in the backup as they are now, and replace the former ones whole", () => {
  put("source/file", "text");
  put("source/large", "x".repeat(2 ** 20 + 1));
  keep(past, { former: "text" });
  backup(past, "file", "large");
  ask("remember");
  expect(JSON.parse(readFileSync(join(directory, "kept.json"), "utf8"))).toEqual({
    backup: past,
    files: {},
  });
  backup(future, "file", "large", "gone");
  ask("remember");
  const sha256 = createHash("sha256").update("text").digest("hex");
  expect(JSON.parse(readFileSync(join(directory, "kept.json"), "utf8"))).toEqual({
    backup: future,
    files: { file: { sha256, bytes: 4 } },
  });
});

test("a source that is one file", () => {
  rmSync(join(directory, "source"), { recursive: true });
  rmSync(join(directory, "scratch/files"), { recursive: true });
  put("source", "text");
  put("scratch/files", "text");
  backup(future, ".");
  expect(chosen()).toEqual(["."]);
  put("scratch/chosen", "1 1 1\n.\n");
  expect(ask("compare")).toEqual(["1 0 0 0 0"]);
});
