import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { renderGithub } from "../../src/diagnostics/render-github.ts";
import { renderJson } from "../../src/diagnostics/render-json.ts";
import { renderSarif } from "../../src/diagnostics/render-sarif.ts";
import { renderText } from "../../src/diagnostics/render-text.ts";
import { SourceFile } from "../../src/source/source-file.ts";

const file = new SourceFile(
  "dir a/b,c:100%.yaml",
  "a: 1\nwork: 写\u{1f4f7}x here\n\n  long: [1,\n    2]\n",
);

function span(text: string, length = text.length) {
  const start = file.text.indexOf(text);
  return { file, start, end: start + length };
}

const wrongType: Diagnostic = {
  code: "wrong-type",
  severity: "error",
  message: "no place",
  related: [],
};

const diagnostics: readonly Diagnostic[] = [
  wrongType,
  {
    code: "unknown-key",
    severity: "error",
    message: "100% of: this, that",
    span: span("x"),
    related: [{ message: "the first", span: span("a") }],
    help: "one\ntwo",
  },
  {
    code: "empty-value",
    severity: "warning",
    message: "several lines",
    span: span("[1,", 9),
    related: [],
  },
];

describe("text", () => {
  it("shows places, carets below what is meant, related places, help, and a count", () => {
    expect(renderText(diagnostics)).toBe(
      [
        "error: no place [wrong-type]",
        "",
        "dir a/b,c:100%.yaml:2:9: error: 100% of: this, that [unknown-key]",
        "  |",
        "2 | work: 写\u{1f4f7}x here",
        "  |           ^",
        "dir a/b,c:100%.yaml:1:1: note: the first",
        "  |",
        "1 | a: 1",
        "  | ^",
        "  = help: one",
        "two",
        "",
        "dir a/b,c:100%.yaml:4:9: warning: several lines [empty-value]",
        "  |",
        "4 |   long: [1,",
        "  |         ^^^",
        "",
        "2 errors, 1 warning",
        "",
      ].join("\n"),
    );
  });

  it("shows of a long line what is near the mark", () => {
    const long = new SourceFile("long.yaml", `a: ${"b".repeat(300)}XX${"c".repeat(300)}\n`);
    const at = long.text.indexOf("XX");
    const places = [
      { file: long, start: at, end: at + 2 },
      { file: long, start: 3, end: long.text.length - 1 },
    ];
    const [, shown, mark, , , fromStart, all] = places
      .map((place) => renderText([{ ...wrongType, span: place }]).split("\n"))
      .flatMap((lines) => lines.slice(1, 5));
    expect(shown).toBe(`1 | …${"b".repeat(120)}XX${"c".repeat(118)}…`);
    expect(mark).toBe(`  | ${" ".repeat(121)}^^`);
    expect(fromStart).toBe(`1 | a: ${"b".repeat(237)}…`);
    expect(all).toBe(`  |    ${"^".repeat(237)}`);
  });

  it("is empty when there is nothing to say", () => expect(renderText([])).toBe(""));

  it("is the same with colours, but for the colours", () => {
    const coloured = renderText(diagnostics, { colour: true });
    expect(coloured).toContain("\x1b[1;31merror:\x1b[0m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences are what is removed
    expect(coloured.replace(/\x1b\[[0-9;]*m/g, "")).toBe(renderText(diagnostics));
  });
});

it("json has every key for every diagnostic, ends exclusive", () => {
  expect(JSON.parse(renderJson(diagnostics)).diagnostics).toEqual([
    {
      code: "wrong-type",
      severity: "error",
      message: "no place",
      file: null,
      line: null,
      column: null,
      endLine: null,
      endColumn: null,
      help: null,
    },
    {
      code: "unknown-key",
      severity: "error",
      message: "100% of: this, that",
      file: "dir a/b,c:100%.yaml",
      line: 2,
      column: 9,
      endLine: 2,
      endColumn: 10,
      help: "one\ntwo",
    },
    expect.objectContaining({ line: 4, column: 9, endLine: 5, endColumn: 6, help: null }),
  ]);
});

it("github escapes what its commands are made of", () => {
  expect(renderGithub(diagnostics).split("\n")).toEqual([
    "::error title=wrong-type::no place",
    "::error title=unknown-key,file=dir a/b%2Cc%3A100%25.yaml,line=2,endLine=2,col=9,endColumn=9::100%25 of: this, that%0Aone%0Atwo",
    "::warning title=empty-value,file=dir a/b%2Cc%3A100%25.yaml,line=4,endLine=5,col=9::several lines",
    "",
  ]);
});

it("sarif names its rules, and counts columns in code points", () => {
  const { version, runs } = JSON.parse(renderSarif(diagnostics));
  expect(version).toBe("2.1.0");
  const [{ tool, columnKind, results }] = runs;
  expect(columnKind).toBe("unicodeCodePoints");
  const ids = tool.driver.rules.map(({ id }: { id: string }) => id);
  expect(ids).toEqual(["empty-value", "unknown-key", "wrong-type"]);
  for (const { ruleId, ruleIndex } of results) expect(ids[ruleIndex]).toBe(ruleId);
  expect(results[0].locations).toBeUndefined();
  expect(results[1].locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: "dir%20a/b%2Cc%3A100%25.yaml" },
    region: { startLine: 2, startColumn: 9, endLine: 2, endColumn: 10 },
  });
  expect(results[1].relatedLocations[0].message.text).toBe("the first");
});
