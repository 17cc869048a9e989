import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Reporter } from "../../src/diagnostics/reporter.ts";
import { plain } from "../../src/schema/place.ts";
import { SourceFile } from "../../src/source/source-file.ts";
import type { SpecNode } from "../../src/source/spec-node.ts";
import { parseYaml } from "../../src/source/yaml.ts";

function parse(text: string) {
  const reporter = new Reporter();
  const root = parseYaml(new SourceFile("spec.yaml", text), reporter);
  return { root, codes: reporter.diagnostics.map(({ code }) => code) };
}

function written({ span }: Pick<SpecNode, "span">): string {
  return span.file.text.slice(span.start, span.end);
}

describe("the tree", () => {
  it("holds values, their places and their paths", () => {
    const { root } = parse("jobs:\n  db: { source: [/a, 'b c'] } # x\n  web: |\n    text\n");
    if (root?.kind !== "map") throw new Error("no mapping");
    const jobs = root.entries.get("jobs");
    expect(jobs && written({ span: jobs.keySpan })).toBe("jobs");
    if (jobs?.value.kind !== "map") throw new Error("no mapping");
    const db = jobs.value.entries.get("db")?.value;
    expect(db && written(db)).toBe("{ source: [/a, 'b c'] }");
    if (db?.kind !== "map") throw new Error("no mapping");
    const source = db.entries.get("source")?.value;
    if (source?.kind !== "list") throw new Error("no list");
    expect(source.items.map(written)).toEqual(["/a", "'b c'"]);
    expect(source.items.map((item) => item.path.join("."))).toEqual([
      "jobs.db.source.0",
      "jobs.db.source.1",
    ]);
    expect(source.items.map((item) => item.kind === "scalar" && item.quoted)).toEqual([
      false,
      true,
    ]);
    expect(jobs.value.entries.get("web")?.value).toMatchObject({ value: "text\n", quoted: true });
  });

  it("gives an aliased value the place of its anchor and a path of its own", () => {
    const { root } = parse("a: &x { b: 1 }\nc: *x\n");
    if (root?.kind !== "map") throw new Error("no mapping");
    const aliased = root.entries.get("c")?.value;
    expect(aliased && written(aliased)).toBe("{ b: 1 }");
    expect(aliased?.path).toEqual(["c"]);
    expect(plain(root)).toEqual({ a: { b: 1 }, c: { b: 1 } });
  });

  it("binds an alias to the anchor that stands before it", () => {
    const { root } = parse("a: &x 1\nb: &y [*x]\nc: &x 2\nd: *y\ne: *x\n");
    expect(root && plain(root)).toEqual({ a: 1, b: [1], c: 2, d: [1], e: 2 });
  });

  it.each([
    ["yes", "yes"],
    ["No", "No"],
    ["12:30", "12:30"],
    ["2026-01-01", "2026-01-01"],
    ["1_000", "1_000"],
    ["true", true],
    ["12", 12],
    ["-1.5", -1.5],
    ["~", null],
    ["", null],
    ["~/x", "~/x"],
    ["'012'", "012"],
  ])("reads %s as YAML 1.2 does", (text, value) => {
    const { root, codes } = parse(`a: ${text}\n`);
    expect(root && plain(root)).toEqual({ a: value });
    expect(codes).toEqual([]);
  });

  it.each([
    "012",
    "0o14",
    "0x1f",
    "1e3",
    "1.0",
    "+5",
    ".inf",
    ".nan",
    "12345678901234567890",
    "1e400",
  ])("does not take %s for a number without a word", (text) =>
    expect(parse(`a: ${text}\n`).codes).toEqual(["number-form"]),
  );
});

describe("properties", () => {
  // NUL cannot be in a spec; an empty spec is none.
  const text = fc.string({ unit: "grapheme", maxLength: 20 }).filter((t) => !/[\0]/.test(t));
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.boolean(),
      fc.constant(null),
      fc.integer(),
      tie("list"),
      tie("map"),
    ),
    list: fc.array(tie("any"), { maxLength: 4 }),
    map: fc.dictionary(text, tie("any"), { maxKeys: 4 }),
  })).any;

  it("reads JSON as it is", () => {
    fc.assert(
      fc.property(value, (json) => {
        const { root, codes } = parse(`${JSON.stringify(json)}\n`);
        expect(codes).toEqual([]);
        expect(root && JSON.stringify(plain(root))).toBe(JSON.stringify(json));
      }),
      { numRuns: 300 },
    );
  });

  it("never throws, and gives either a tree or a diagnostic", () => {
    const piece = fc.constantFrom(
      ..."a b:-?,[]{}#&*!|>'\"%@`~<0\\\n\t\r\0\u0085\ufeff\ud800",
      ": ",
      "\n  ",
      "- ",
      "&a ",
      "*a",
      "---\n",
      "...\n",
      "<<: ",
      "!!str ",
      "%YAML 1.1\n",
      "? ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { root, codes } = parse(pieces.join(""));
        expect(root !== undefined || codes.length > 0).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it.each(["[", "- ", "? ", "{a: "])("survives twenty thousand levels of %s", (opening) => {
    expect(parse(opening.repeat(20_000)).codes).toEqual(["yaml-syntax"]);
  });
});
