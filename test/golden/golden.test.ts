import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { scratchHost } from "../support/scratch-host.ts";

/**
 * Each directory here is a case: `backup.yaml`, and `out`, the tree that it compiles to. `UPDATE_GOLDEN=1` writes the
 * trees anew; they are read before they are committed.
 */
const cases = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Path → whether it is executable, and its bytes: what git keeps of a file. */
function readTree(directory: string): Record<string, string> {
  const tree: Record<string, string> = {};
  if (!existsSync(directory)) return tree;
  for (const path of readdirSync(directory, { recursive: true }).map(String).sort()) {
    const stats = lstatSync(join(directory, path));
    if (stats.isDirectory()) continue;
    const mode = stats.mode & 0o100 ? "755" : "644";
    tree[path] = `${mode}\n${readFileSync(join(directory, path), "latin1")}`;
  }
  return tree;
}

test("there are cases", () => {
  expect(cases.length).toBeGreaterThan(0);
});

describe.each(cases)("%s", (name) => {
  test("compiles without a word to the tree that is kept", async () => {
    const { directory, holdfast } = scratchHost();
    const kept = join(import.meta.dirname, name, "out");
    cpSync(join(import.meta.dirname, name, "backup.yaml"), join(directory, "backup.yaml"));
    expect(await holdfast(["compile"])).toMatchObject({ code: 0, stderr: "" });
    const made = readTree(join(directory, "out"));
    if (process.env.UPDATE_GOLDEN) {
      rmSync(kept, { recursive: true, force: true });
      mkdirSync(kept, { recursive: true });
      cpSync(join(directory, "out"), kept, { recursive: true });
    }
    expect(readTree(kept)).toEqual(made);
  });
});
