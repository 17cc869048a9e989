import { describe, expect, it } from "vitest";
import { didYouMean, distance, nearest } from "../../src/diagnostics/suggest.ts";

describe("distance", () => {
  it.each([
    ["", "", 0],
    ["", "abc", 3],
    ["schedule", "schedule", 0],
    ["shedule", "schedule", 1],
    ["shcedule", "schedule", 1],
    ["scheduled", "schedule", 1],
    ["schetule", "schedule", 1],
    ["kitten", "sitting", 3],
    ["ca", "abc", 3],
  ])("of %s and %s is %i", (a, b, slips) => {
    expect(distance(a, b)).toBe(slips);
    expect(distance(b, a)).toBe(slips);
  });
});

describe("nearest", () => {
  const keys = [
    "source",
    "target",
    "encryption",
    "backup",
    "keep_full",
    "url",
    "timeout",
    "host-1",
    "host-2",
  ];
  it.each([
    ["sorce", "source"],
    ["TARGET", "target"],
    ["keep-full", "keep_full"],
    ["keepFull", "keep_full"],
    ["encrpytoin", "encryption"],
    ["ulr", "url"],
    ["host-3", "host-1"],
    ["keep", "keep_full"],
    ["HOST", "host-1"],
    ["sou", "source"],
    ["so", undefined],
    ["timezone", undefined],
    ["notify", undefined],
    ["x", undefined],
    ["", undefined],
    ["source", undefined],
  ])("to %s is %s", (word, found) => expect(nearest(word, keys)).toBe(found));

  it("prefers fewer slips", () =>
    expect(nearest("backus", ["backs", "backup", "bacus"])).toBe("backs"));
});

it("asks", () => {
  expect(didYouMean("shedule", ["schedule"])).toBe('did you mean "schedule"?');
  expect(didYouMean("notify", ["schedule"])).toBeUndefined();
});
