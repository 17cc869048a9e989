import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  code,
  type Markdown,
  md,
  prose,
  renderMarkdown,
  shellBlock,
} from "../../src/markdown/markdown.ts";
import { visible } from "../../src/text/visible.ts";

/** What CommonMark's own renderer makes of a document. */
function html(document: Markdown): string {
  return execFileSync("cmark", ["--unsafe"], { input: renderMarkdown(document) }).toString();
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

const hostile = [
  "`rm -rf`",
  "``",
  "a ` b `` c",
  "<script>alert(1)</script>",
  "<!-- -->",
  "](http://example.org)",
  "[link](x)",
  "![image](x)",
  "<http://example.org>",
  "**bold** _em_ ~~gone~~",
  "&amp; &#65;",
  "\\` \\\\",
  "x\n\n# heading\n```sh\nid\n```",
  "| a | b |",
  "trailing\\",
  " a ",
  "-",
  "1.",
];

/** Any text, with what is markup in Markdown much more often than by chance. */
const text = fc.oneof(
  fc.constantFrom(...hostile),
  fc
    .array(fc.oneof(fc.constantFrom(..."`\\*_[]()<>&#|~!-+=.:;\"'{} \n\t"), fc.string()))
    .map((parts) => parts.join("")),
);

/** The documents are rendered together: a process for each would take minutes. */
const texts = fc.array(text, { minLength: 30, maxLength: 30 });

test("whatever stands in prose stays text", () => {
  fc.assert(
    fc.property(texts, (samples) => {
      const lines = samples.map((sample) => md`(${prose(sample)})\n`);
      const expected = samples.map((sample) => `<p>(${escapeHtml(visible(sample))})</p>\n`);
      expect(html(md`${lines}`)).toBe(expected.join(""));
    }),
    { numRuns: 30 },
  );
});

test("whatever stands in a code span stays text", () => {
  fc.assert(
    // A code span of nothing, or of blanks alone, has no spelling (CommonMark 6.1); paths and URLs are neither.
    fc.property(
      texts.map((samples) => samples.filter((sample) => sample.trim() !== "")),
      (samples) => {
        const lines = samples.map((sample) => md`(${code(sample)})\n`);
        const expected = samples.map(
          (sample) => `<p>(<code>${escapeHtml(visible(sample))}</code>)</p>\n`,
        );
        expect(html(md`${lines}`)).toBe(expected.join(""));
      },
    ),
    { numRuns: 30 },
  );
});

test.each(["echo one\necho two\n", "echo '```'\n", "echo 'a\n```\nb'\n", "echo '````'\n"])(
  "a block of commands ends where they end: %j",
  (commands) => {
    expect(html(md`${shellBlock(commands)}\n\nafter`)).toBe(
      `<pre><code class="language-sh">${escapeHtml(commands)}</code></pre>\n<p>after</p>\n`,
    );
  },
);

test("a document has no blank lines in a row, and ends with its last line", () => {
  expect(renderMarkdown(md`\n# ${prose("a")}\n\n\n\n${[]}\n\nb\n\n`)).toBe("# a\n\nb\n");
});
