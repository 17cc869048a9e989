import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const root = join(import.meta.dirname, "../..");

/** Builds the command as users get it, into a directory of the test's own; its path. */
export function buildCommand(): string {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-build-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  execFileSync(process.execPath, [join(root, "scripts/build.mjs"), directory]);
  return join(directory, "holdfast.cjs");
}
