import { describe, expect, it } from "vitest";
import { codes } from "../../src/diagnostics/codes.ts";
import { explainCode, isDiagnosticCode } from "../../src/diagnostics/explain.ts";
import { front } from "../diagnostics/front.ts";

const names = Object.keys(codes).filter(isDiagnosticCode);

describe("every code", () => {
  // A tool's word, and what takes a tree to say; test/unit/{shellcheck,moved-*}.test.ts try their examples.
  const others = ["shellcheck", "archive-moved", "source-root-changed", "install-moved"];
  const ours = names.filter((code) => !others.includes(code));

  it.each(ours)("%s has an example that yields it", (code) => {
    const found = front(codes[code].example).diagnostics.map((diagnostic) => diagnostic.code);
    expect(found).toContain(code);
  });

  it.each(names)("%s has a page that fits a terminal", (code) => {
    const page = explainCode(code);
    expect(page.startsWith(`${code} (${codes[code].severity}): ${codes[code].title}\n\n`)).toBe(
      true,
    );
    const prose = page.slice(0, page.indexOf("For example:"));
    expect(prose.split("\n").filter((line) => line.length > 100)).toEqual([]);
    expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
    expect(codes[code].title).not.toMatch(/^[A-Z]|\.$/);
  });
});

it("knows codes from other words", () => {
  expect(isDiagnosticCode("unknown-key")).toBe(true);
  expect(isDiagnosticCode("toString")).toBe(false);
});
