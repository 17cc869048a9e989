import { expect, test } from "vitest";
import { nodeHost } from "../../src/node-host.ts";
import { shellParser } from "../../src/shell-syntax/parser.ts";
import { scratchHost } from "../support/scratch-host.ts";

const parse = shellParser(() => nodeHost().readShellParser());

/** What is wrong, and the part of the text that it is about. */
function wrong(text: string): [message: string, part: string] | undefined {
  const problem = parse(text);
  return problem && [problem.message, text.slice(problem.start, problem.end)];
}

test.each([
  "",
  "# nothing",
  "echo hi",
  "set -eu; umask 077\nif [ -e /a ]; then rm -- /a; fi",
  'cat <<END | tr a b >"${HOME}/x"\n$(date) ünïcode ☃\nEND\n',
  "case $1 in a | b) ;; *) exit 75 ;; esac",
  "f() { local x=1; }",
])("takes %j", (text) => {
  expect(parse(text)).toBeUndefined();
});

test.each([
  ["if true; then", '"then" must be followed by a statement list', "then"],
  ["ü '☃' \"", "reached EOF without closing quote '\"'", '"'],
  ["true\n\n  fi", '"fi" can only be used to end an "if"', "fi"],
  ["cat <<<x", "herestrings are a bash/mksh/zsh feature, and not in POSIX", "<"],
  ["a=(1 2)", "arrays are a bash/mksh/zsh feature, and not in POSIX", "("],
  ["x=${a//b/c}", "search and replace is a bash/mksh/zsh feature, and not in POSIX", "/"],
  ["cat <<END\nabc", 'unclosed here-document "END"', "<"],
  [
    "for ((i = 0; i < 3; i++)); do :; done",
    "c-style fors are a bash/zsh feature, and not in POSIX",
    "(",
  ],
  ["(".repeat(20_000), "nested too deep to be read", "("],
])("refuses %j", (text, message, part) => {
  expect(wrong(text)).toEqual([message, part]);
});

test("one text does not change what is said of the next, however many there are", () => {
  for (let i = 0; i < 300; i++) parse(`echo ${i}\n`.repeat(100));
  expect(wrong("echo )")?.[1]).toBe(")");
  expect(parse("echo ok")).toBeUndefined();
});

const spec = (hooks: string) => `version: 1
jobs:
  photos:
    source: /srv/photos
    target: { url: "file:///mnt/disk" }
    encryption: none
    backup: {}
    verify: {}
    hooks: ${hooks}
hosts:
  laptop: { user: ada, scheduler: cron, jobs: [photos] }
`;

test("the parser is not read for a spec without shell code, and no program is started to compile one", async () => {
  const { holdfast } = scratchHost();
  const forbidden = () => {
    throw new Error("not to be asked for");
  };
  const without = spec("{ before: [{ run: [/bin/true] }] }");
  expect(
    await holdfast(["compile", "-"], { stdin: without, readShellParser: forbidden }),
  ).toMatchObject({ code: 0, stderr: "" });
  const with_ = spec("{ before: [{ shell: 'true' }] }");
  expect(await holdfast(["compile", "-"], { stdin: with_, runTool: forbidden })).toMatchObject({
    code: 0,
    stderr: "",
  });
});
