import { describe, expect, it } from "vitest";
import { alternatives, count, harmless, quote } from "../../src/diagnostics/words.ts";

describe("quote", () => {
  it.each([
    ["plain", '"plain"'],
    ["a\nb\tc", '"a\\nb\\tc"'],
    ["\x1b[31m", '"\\x1b[31m"'],
    ["a\u202eb", '"a\\u202eb"'],
    ["\ud800", '"\\ud800"'],
    ["写真", '"写真"'],
    ["x".repeat(60), `"${"x".repeat(60)}"`],
    ["x".repeat(61), `"${"x".repeat(59)}…"`],
  ])("of %j", (text, quoted) => expect(quote(text)).toBe(quoted));
});

it("keeps a line's width while taking its sting", () => {
  expect(harmless("a\tb\x1b[2Jc\u202e")).toBe("a\tb\ufffd[2Jc\ufffd");
});

it("joins alternatives", () => {
  expect(alternatives(["a"])).toBe('"a"');
  expect(alternatives(["a", "b", "c"])).toBe('"a", "b" or "c"');
});

it("counts", () => {
  expect([count(0, "error"), count(1, "error"), count(2, "error")]).toEqual([
    "0 errors",
    "1 error",
    "2 errors",
  ]);
});
