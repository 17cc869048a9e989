import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

test("what must not compile does not", () => {
  const tsc = join(import.meta.dirname, "../../node_modules/.bin/tsc");
  const { status, stdout } = spawnSync(tsc, ["--project", import.meta.dirname], {
    encoding: "utf8",
  });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});
