import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Document, parseDocument, Scalar } from "yaml";
import { Reporter } from "../../src/diagnostics/reporter.ts";
import { placeWithin } from "../../src/source/places.ts";
import { SourceFile } from "../../src/source/source-file.ts";
import { parseYaml } from "../../src/source/yaml.ts";

/** What is written where a part of the text under the key `x` stands. */
function written(spec: string, part: string): string {
  const { located } = textOf(spec);
  const start = located.value.indexOf(part);
  const place = placeWithin(located, start, start + part.length);
  return spec.slice(place.start, place.end);
}

function textOf(spec: string) {
  const root = parseYaml(new SourceFile("backup.yaml", spec), new Reporter());
  const node = root?.kind === "map" ? root.entries.get("x")?.value : undefined;
  if (node?.kind !== "scalar" || typeof node.value !== "string") throw new Error("no text");
  return { located: { value: node.value, span: node.span, path: node.path } };
}

describe("a part of a text is found as it is written", () => {
  test.each([
    ["plain", "x: one two", "two", "two"],
    ["plain over lines", "x: one\n  two\n  three", "two", "two"],
    ["single quotes", "x: 'it''s two'", "'s two", "''s two"],
    ["double quotes", 'x: "a\\tb \\u263a\\U0001f600 \\"two\\" \\x41"', 'two" A', 'two\\" \\x41'],
    ["an escaped line end", 'x: "one \\\n     two"', "two", "two"],
    ["folded quotes", 'x: "one\n\n  two"', "\ntwo", "\n\n  two"],
    ["a literal block", "x: |\n  one\n\n    two\n  three\n", "  two", "  two"],
    ["a literal block with a header", "x: |2- # why\n    one\n  two", "two", "two"],
    ["a folded block", "x: >-\n  one\n  two\n\n  three\n    four\n", "four", "four"],
    ["an astral character", 'x: "😀 two"', "two", "two"],
    ["a line end of two characters", "x: |\r\n  one\r\n  two\r\n", "two", "two"],
  ])("%s", (_, spec, part, expected) => {
    expect(written(spec, part)).toBe(expected);
  });
});

const kinds = ["PLAIN", "QUOTE_SINGLE", "QUOTE_DOUBLE", "BLOCK_LITERAL", "BLOCK_FOLDED"] as const;
const character = fc.constantFrom(..."ab cd \n\n'\"\\#:☃\t-|>");

test("in every style each character of any text is at its place, in order", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: character, minLength: 1, maxLength: 60 }),
      fc.constantFrom(...kinds),
      fc.constantFrom(20, 80),
      (text, kind, lineWidth) => {
        const scalar = new Scalar(text);
        scalar.type = kind;
        const spec = new Document({ x: scalar }).toString({ lineWidth });
        // yaml writes some texts (a plain ":\na", a few blocks) that it does not read back itself.
        const again = parseDocument(spec);
        fc.pre(again.errors.length === 0 && again.get("x") === text);
        const { located } = textOf(spec);
        expect(located.value).toBe(text);
        let last = -1;
        [...text].forEach((wanted, at) => {
          const { start, end } = placeWithin(located, at, at + 1);
          if (/[^\s'"\\☃]/.test(wanted)) expect(spec.slice(start, end)).toBe(wanted);
          expect(start).toBeGreaterThanOrEqual(last);
          if (start < end) last = start;
        });
      },
    ),
    { numRuns: 1000 },
  );
});
