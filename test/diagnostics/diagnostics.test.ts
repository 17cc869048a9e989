import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderGithub } from "../../src/diagnostics/render-github.ts";
import { renderJson } from "../../src/diagnostics/render-json.ts";
import { renderSarif } from "../../src/diagnostics/render-sarif.ts";
import { renderText } from "../../src/diagnostics/render-text.ts";
import { front } from "./front.ts";

const update = process.env.UPDATE_GOLDEN === "1";

function fixtures(directory: "err" | "ok") {
  const folder = join(import.meta.dirname, directory);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => ({
      name,
      text: readFileSync(join(folder, name), "utf8"),
      golden: join(folder, name.replace(/\.yaml$/, ".txt")),
    }));
}

/** Holds what was rendered against the .txt beside the spec; no .txt means that nothing is said. */
function compare(golden: string, rendered: string): void {
  if (update && rendered !== "") writeFileSync(golden, rendered);
  if (update && rendered === "") rmSync(golden, { force: true });
  expect(rendered).toBe(existsSync(golden) ? readFileSync(golden, "utf8") : "");
}

describe("specs with mistakes", () => {
  it.each(fixtures("err"))("$name", ({ name, text, golden }) => {
    const reporter = front(text, name);
    compare(golden, renderText(reporter.diagnostics));
    expect(reporter.hasErrors).toBe(true);
  });
});

describe("specs without mistakes", () => {
  it.each(fixtures("ok"))("$name", ({ name, text, golden }) => {
    const reporter = front(text, name);
    compare(golden, renderText(reporter.diagnostics));
    expect(reporter.hasErrors).toBe(false);
  });
});

// Where the fixtures have a secret, they have a hunter in it.
describe("no rendering shows a secret", () => {
  const hunted = fixtures("err").filter(({ text }) => text.includes("hunter"));

  it("is tried on several specs", () => expect(hunted.length).toBeGreaterThan(3));

  it.each(hunted)("$name", ({ text, name }) => {
    const { diagnostics } = front(text, name);
    for (const render of [renderText, renderJson, renderSarif, renderGithub]) {
      expect(render(diagnostics)).not.toContain("hunter");
    }
  });
});

it.each(["err", "ok"] as const)("%s holds no text without its spec", (directory) => {
  const names = readdirSync(join(import.meta.dirname, directory));
  const alone = names.filter(
    (name) => name.endsWith(".txt") && !names.includes(name.replace(/\.txt$/, ".yaml")),
  );
  expect(alone).toEqual([]);
});
