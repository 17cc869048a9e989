import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { formatDiff, unifiedDiff } from "../../src/output/unified-diff.ts";

const scratch = mkdtempSync(join(tmpdir(), "holdfast-diff-"));
afterAll(() => rmSync(scratch, { recursive: true }));

test("equal texts have no diff", () => {
  expect(unifiedDiff("a\nb\n", "a\nb\n")).toBe("");
  expect(unifiedDiff("", "")).toBe("");
});

test("the format is that of diff -u", () => {
  const before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n";
  const after = before.replace("2\n", "two\n").replace("12\n", "12\n13");
  expect(unifiedDiff(before, after)).toBe(
    "@@ -1,5 +1,5 @@\n 1\n-2\n+two\n 3\n 4\n 5\n" +
      "@@ -10,3 +10,4 @@\n 10\n 11\n 12\n+13\n\\ No newline at end of file\n",
  );
});

test("what is empty is counted from the line before", () => {
  expect(unifiedDiff("", "a\n")).toBe("@@ -0,0 +1 @@\n+a\n");
  expect(unifiedDiff("a\n", "")).toBe("@@ -1 +0,0 @@\n-a\n");
});

const text = fc
  .tuple(fc.array(fc.constantFrom("a", "b", "c", "", " -", "\\"), { maxLength: 40 }), fc.boolean())
  .map(([lines, ended]) => lines.join("\n") + (ended && lines.length > 0 ? "\n" : ""));

test("patch(1) turns the one text into the other", () => {
  const file = join(scratch, "file");
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== after);
      writeFileSync(file, before);
      execFileSync("patch", ["-s", "--no-backup-if-mismatch", "-F0", file], {
        input: `--- file\n+++ file\n${unifiedDiff(before, after)}`,
      });
      // patch(1) removes a file that it has emptied.
      const result = statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, "utf8") : "";
      expect(result).toBe(after);
    }),
    { numRuns: 60 },
  );
});

test("a diff is as short as diff(1) makes it", () => {
  const [a, b] = [join(scratch, "a"), join(scratch, "b")];
  const edits = (diff: string) => diff.split("\n").filter((line) => /^[-+](?![-+]{2} )/.test(line));
  fc.assert(
    fc.property(text, text, (before, after) => {
      writeFileSync(a, before);
      writeFileSync(b, after);
      let reference = "";
      try {
        execFileSync("diff", ["--minimal", "-u", a, b]);
      } catch (error) {
        reference = String((error as { stdout: Buffer }).stdout);
      }
      expect(edits(unifiedDiff(before, after)).length).toBe(edits(reference).length);
    }),
    { numRuns: 60 },
  );
});

test("git apply reads modes, new files and deleted files", () => {
  const content = (value: string, mode: number) => ({ bytes: Buffer.from(value), mode });
  const change = { action: "update", refusal: undefined } as const;
  const patch = [
    { ...change, path: "new.sh", before: undefined, after: content("x\n", 0o755) },
    { ...change, path: "old.sh", before: content("x\n", 0o644), after: undefined },
    { ...change, path: "mode.sh", before: content("x\n", 0o644), after: content("x\n", 0o755) },
  ];
  writeFileSync(join(scratch, "old.sh"), "x\n", { mode: 0o644 });
  writeFileSync(join(scratch, "mode.sh"), "x\n", { mode: 0o644 });
  execFileSync("git", ["apply"], { cwd: scratch, input: patch.map(formatDiff).join("") });
  expect(readFileSync(join(scratch, "new.sh"), "utf8")).toBe("x\n");
  expect(statSync(join(scratch, "new.sh")).mode & 0o111).not.toBe(0);
  expect(statSync(join(scratch, "mode.sh")).mode & 0o111).not.toBe(0);
  expect(statSync(join(scratch, "old.sh"), { throwIfNoEntry: false })).toBeUndefined();
});
