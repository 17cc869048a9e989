import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bareWord, comment, render, type ShellSource, sh, word } from "../../src/shell/shell.ts";
import { shlexJoin } from "../../src/shell/shlex.ts";
import { batch, everyLatinCharacter, hostileText } from "./hostile-text.ts";
import { run, shells } from "./shells.ts";

/** Prints each text followed by NUL: one command, as printf is no builtin of mksh. */
function printing(texts: readonly string[], quoted: typeof word): ShellSource {
  const words = texts.map((text) => sh`  ${quoted(text)} \\`);
  return sh`printf '%s\\0' \\
${words}
  end`;
}

function expectSame(output: Buffer, texts: readonly string[]): void {
  const found = output.toString("latin1").split("\0");
  const expected = [...texts.map((text) => Buffer.from(text).toString("latin1")), "end", ""];
  expect(found).toEqual(expected);
}

for (const shell of shells) {
  const name = shell.join(" ");

  test.each([word, bareWord])(`${name} prints any $name byte for byte`, (quoted) => {
    const characters = everyLatinCharacter.flatMap((text) => [text, text.slice(1), `--${text}`]);
    expectSame(run(shell, render(printing(characters, quoted))), characters);
    fc.assert(
      fc.property(batch(400), (texts) => {
        expectSame(run(shell, render(printing(texts, quoted))), texts);
      }),
      { numRuns: 6, endOnFailure: true },
    );
  });

  test(`${name} runs nothing of a comment`, () => {
    fc.assert(
      fc.property(batch(200), (texts) => {
        const comments = [...everyLatinCharacter, ...texts].map((text) =>
          comment(`${text}${text.endsWith("\\") ? "" : "\\"}`),
        );
        const lines = comments.flatMap((line) => [line, sh`printf x`]);
        expect(run(shell, render(sh`${lines}`)).toString()).toBe("x".repeat(comments.length));
      }),
      { numRuns: 1, endOnFailure: true },
    );
  });
}

test("a comment is one line", () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(render(comment(text))).toMatch(/^#( [^\p{Cc}\p{Zl}\p{Zp}]+)?\n$/u);
    }),
  );
});

test("Python's shlex splits a joined value into the same words, stripped of quotes or not", () => {
  const script = `
import json, shlex, sys
for value in json.load(sys.stdin):
    words = shlex.split(value)
    assert words == shlex.split(value.strip("\\"'")), value
    print(json.dumps(words))
`;
  const lists = fc.array(
    fc.array(hostileText, { maxLength: 4 }).map((middle) => ["--first", ...middle, "--timeout=9"]),
    { minLength: 300, maxLength: 300 },
  );
  fc.assert(
    fc.property(lists, (values) => {
      const output = execFileSync("python3", ["-c", script], {
        input: JSON.stringify(values.map(shlexJoin)),
        encoding: "utf8",
      });
      expect(
        output
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line)),
      ).toEqual(values);
    }),
    { numRuns: 4, endOnFailure: true },
  );
});
