import { describe, expect, it } from "vitest";
import { Reporter } from "../../src/diagnostics/reporter.ts";
import { SourceFile } from "../../src/source/source-file.ts";
import type { SpecNode } from "../../src/source/spec-node.ts";
import { formatSpecPath } from "../../src/source/spec-path.ts";
import { parseYaml } from "../../src/source/yaml.ts";
import { merge } from "../../src/spec/merge.ts";

function parse(text: string): SpecNode {
  const root = parseYaml(new SourceFile("backup.yaml", text), new Reporter());
  if (!root) throw new Error(`not YAML: ${text}`);
  return root;
}

function plain(node: SpecNode): unknown {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "list":
      return node.items.map(plain);
    case "map":
      return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plain(value)]));
  }
}

function merged(base: string, patch: string): unknown {
  return plain(merge(parse(base), parse(patch)));
}

describe("as JSON Merge Patch", () => {
  // The examples of RFC 7396, appendix A, but for those with null, which the schema refuses.
  it.each([
    ["{a: b}", "{a: c}", { a: "c" }],
    ["{a: b}", "{b: c}", { a: "b", b: "c" }],
    ["{a: [b]}", "{a: c}", { a: "c" }],
    ["{a: c}", "{a: [b]}", { a: ["b"] }],
    ["{a: {b: c}}", "{a: {b: d}}", { a: { b: "d" } }],
    ["{a: [{b: c}]}", "{a: [1]}", { a: [1] }],
    ["[a, b]", "[c, d]", ["c", "d"]],
    ["{a: b}", "[c]", ["c"]],
    ["{a: foo}", "bar", "bar"],
    ["[1, 2]", "{a: b}", { a: "b" }],
    ["{a: {b: {c: 1, d: 2}}, e: 3}", "{a: {b: {d: 4}}}", { a: { b: { c: 1, d: 4 } }, e: 3 }],
  ])("%s and %s", (base, patch, expected) => {
    expect(merged(base, patch)).toEqual(expected);
  });
});

describe("one-of values", () => {
  it.each([
    ["{target: {url: a, proxy: tor}}", "{target: {url: b}}", { target: { url: "b" } }],
    ["{target: nas}", "{target: {url: b}}", { target: { url: "b" } }],
    [
      "{encryption: {passphrase: {file: /a, copy: safe}, cipher: AES256}}",
      "{encryption: {passphrase: {file: /b}}}",
      { encryption: { passphrase: { file: "/b" }, cipher: "AES256" } },
    ],
    [
      "{prune: {after: backup, after_warned: true, keep_full: 3}}",
      "{prune: {schedule: '@daily'}}",
      { prune: { schedule: "@daily", keep_full: 3 } },
    ],
    [
      "{prune: {schedule: '@daily', keep_full: 3}}",
      "{prune: {after: backup}}",
      { prune: { after: "backup", keep_full: 3 } },
    ],
    ["{select: [{exclude: a}]}", "{exclude: [b]}", { exclude: ["b"] }],
    ["{exclude: [b]}", "{select: [{exclude: a}]}", { select: [{ exclude: "a" }] }],
    [
      "{prune: {schedule: '@daily', after: backup}}",
      "{prune: {schedule: '@weekly', after: backup}}",
      { prune: { schedule: "@weekly", after: "backup" } },
    ],
  ])("%s and %s", (base, patch, expected) => {
    expect(merged(base, patch)).toEqual(expected);
  });
});

it("keeps each value's own place and leaves both sides as they were", () => {
  const base = parse("{encryption: {cipher: AES256}, source: /a}");
  const patch = parse("{encryption: {passphrase: key}}");
  const before = JSON.stringify([plain(base), plain(patch)]);
  const result = merge(base, patch);
  expect(JSON.stringify([plain(base), plain(patch)])).toBe(before);

  const places: Record<string, string> = {};
  const visit = (node: SpecNode): void => {
    if (node.kind === "map") for (const { value } of node.entries.values()) visit(value);
    if (node.kind === "scalar") {
      const { file, start, end } = node.span;
      places[formatSpecPath(node.path)] = file.text.slice(start, end);
    }
  };
  visit(result);
  expect(places).toEqual({
    "encryption.cipher": "AES256",
    source: "/a",
    "encryption.passphrase": "key",
  });
});
