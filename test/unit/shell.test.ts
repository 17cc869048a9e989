import { expect, test } from "vitest";
import { bareWord, comment, constant, name, render, sh, word } from "../../src/shell/shell.ts";
import { shlexJoin } from "../../src/shell/shlex.ts";

test("a word is always in single quotes", () => {
  expect(render(sh`${word("plain")} ${word("")} ${word("it's")}`)).toBe("'plain' '' 'it'\\''s'\n");
});

test("a bare word has quotes only where it needs them", () => {
  expect(render(sh`${bareWord("rsync://u@h::m/a_b,c+d.e-1")} ${bareWord("--volsize=50")}`)).toBe(
    "rsync://u@h::m/a_b,c+d.e-1 --volsize=50\n",
  );
  for (const text of [
    "",
    "a b",
    "A=b",
    "=x",
    "~",
    "a~",
    "#",
    "%1",
    "é",
    "--a=~",
    "a\n",
    "a{b,c}",
  ]) {
    expect(render(sh`${bareWord(text)}`)).toBe(render(sh`${word(text)}`));
  }
});

test("sealed text cannot be joined with strings", () => {
  expect(() => `${word("a")}`).toThrow("a shell word was used as a string");
  const text = "x";
  expect(() => text + word("a")).toThrow("a shell word was used as a string");
  expect(() => [word("a")].join()).toThrow("a shell word was used as a string");
  expect(() => `${sh`echo`}`).toThrow("a shell source was used as a string");
});

test("what no Unix string can hold is a bug by the time it is quoted", () => {
  expect(() => word("a\0b")).toThrow("NUL or a lone surrogate");
  expect(() => word("\ud800")).toThrow("NUL or a lone surrogate");
  expect(() => shlexJoin(["--a", "\0", "--b"])).toThrow("NUL or a lone surrogate");
});

test.each(["", "1a", "a-b", "a b", "$(id)", "a\n", "ä"])("%j is no shell name", (text) => {
  expect(() => name(text)).toThrow("is no name");
});

test("code holds names, words, code, and one line for each item of a list", () => {
  const lines = [sh`${name("user")}=${word("o'x")}`, comment("why"), constant("f() {\n  :\n}\n")];
  expect(
    render(sh`#!/bin/sh
${lines}
exec "\${user}"`),
  ).toBe(
    ["#!/bin/sh", "user='o'\\''x'", "# why", "f() {", "  :", "}", `exec "\${user}"`, ""].join("\n"),
  );
});

test("a list of nothing is nothing", () => {
  expect(render(sh`a${[]}b`)).toBe("ab\n");
});

test.each([
  ["double quotes", () => sh`echo "hello ${word("a")}"`],
  ["single quotes", () => sh`echo 'hello ${word("a")}'`],
  ["single quotes", () => sh`echo 'a\\' '${word("a")}`],
  ["double quotes", () => sh`echo "\\" ${word("a")}`],
  ["a comment", () => sh`echo # ${word("a")}`],
  ["a comment", () => sh`# don't ${word("a")}`],
  [
    "double quotes",
    () => sh`# don't
echo "${word("a")}"`,
  ],
  ["double quotes", () => sh`${name("x")}="${word("a")}"`],
])("a word inside %s is refused", (where, make) => {
  expect(make).toThrow(`a shell word inside ${where}`);
});

test.each([
  ["after quotes", () => sh`echo "x" 'y' ${word("a")}`],
  ["after an escaped quote", () => sh`echo \\' \\" ${word("a")}`],
  [
    "after a comment line",
    () => sh`# don't
echo ${word("a")}`,
  ],
  ["after a length or a count", () => sh`echo \${#x} $# a#b ${word("a")}`],
  ["as part of a longer word", () => sh`--option=${word("a")}`],
])("a word %s is quoted", (_, make) => {
  expect(render(make())).toMatch(/'a'\n$/);
});

test("names and code may stand inside quotes", () => {
  expect(render(sh`echo "\${${name("x")}}" "$(${sh`id -u`})"`)).toBe(`echo "\${x}" "$(id -u)"\n`);
});

test("a comment shows what could end its line or hide in it", () => {
  expect(render(comment("a\nb\r\tc\u0085d\u2028e\u202ef ä日"))).toBe(
    "# a\\u{a}b\\u{d}\\u{9}c\\u{85}d\\u{2028}e\\u{202e}f ä日\n",
  );
  expect(render(comment(""))).toBe("#\n");
});

test("rsync's options are joined with backslashes, never quotes", () => {
  expect(shlexJoin(["--password-file=/sp ace/it's", "--timeout=60"])).toBe(
    "--password-file=/sp\\ ace/it\\'s --timeout=60",
  );
  expect(() => shlexJoin(["--a=it's'"])).toThrow("would strip a quote");
  expect(() => shlexJoin(["'a'", "b"])).toThrow("would strip a quote");
});
