import { expect, test } from "vitest";
import { cron } from "../../src/cron/code.ts";
import { cronCommandWord, fitsCronWord } from "../../src/cron/command-word.ts";
import { cronComment, cronEntry, fitsCrontab, renderCrontab } from "../../src/cron/crontab.ts";

function spelled(text: string): string {
  return renderCrontab([cronEntry("* * * * *", cronCommandWord(text))]).slice(10, -1);
}

test.each([
  ["/usr/local/lib/holdfast/jobs/a_b-c.sh", "/usr/local/lib/holdfast/jobs/a_b-c.sh"],
  ["", "''"],
  ["a b", "'a b'"],
  ["100%", "'100'\\%"],
  ["%%", "\\%\\%"],
  ["a\\\\b", "'a''\\''\\''b'"],
  ["it's", `'it'"'"'s'`],
  ["a  b   c", "'a '' b '' '' c'"],
  ["  ", "' '' '"],
  ["a\u3000b\tc", `'a'"$(printf '\\343\\200\\200')"'b'"$(printf '\\011')"'c'`],
  ["a#b", `'a'"$(printf '\\043')"'b'`],
])("%j is written %s", (text, written) => {
  expect(spelled(text)).toBe(written);
});

test("what cannot stand on a line is refused", () => {
  expect(fitsCronWord("a\nb")).toBe(false);
  expect(fitsCronWord("a\rb")).toBe(false);
  expect(fitsCronWord("a\tb")).toBe(true);
  expect(() => cronCommandWord("a\nb")).toThrow("a line end");
  expect(() => cronCommandWord("a\0b")).toThrow("NUL");
});

test("a crontab is its lines, each with a line end", () => {
  const lines = [
    cronComment("one\ntwo\\"),
    cronComment(""),
    cronEntry("5 3 * * 2", cronCommandWord("/a b"), cronCommandWord("scheduled")),
  ];
  expect(renderCrontab(lines)).toBe("# one\\u{a}two\\u{5c}\n#\n5 3 * * 2 '/a b' scheduled\n");
  expect(renderCrontab([])).toBe("");
});

test.each(["* * * *", "* * * * * *", "*/5 * * * *", "* * * * sun", "* * * * *\n", ""])(
  "%j are not the plain fields that every cron reads",
  (fields) => {
    expect(() => cronEntry(fields, cronCommandWord("x"))).toThrow("plain time fields");
  },
);

test.each(["portable", "debian"] as const)(
  "to %s a line of 998 bytes is not too long",
  (dialect) => {
    const line = (length: number) => cronEntry("5 3 * * 2", cronCommandWord("a".repeat(length)));
    expect(fitsCrontab(line(998 - 10), dialect)).toBe(true);
    expect(fitsCrontab(line(999 - 10), dialect)).toBe(false);
    expect(fitsCrontab(cronComment("ä".repeat(498)), dialect)).toBe(true);
    expect(fitsCrontab(cronComment("ä".repeat(499)), dialect)).toBe(false);
  },
);

test("code for a line takes words as they are", () => {
  const command = cron`cd ${cronCommandWord("/a  b")} && ${[cron`true`, cronCommandWord("it's")]}`;
  expect(renderCrontab([cronEntry("@reboot", command)])).toBe(
    `@reboot cd '/a '' b' && true 'it'"'"'s'\n`,
  );
});

test.each(["a % b", "a \\ b", "a # b", "a ' b", 'a " b', "a ` b", "a\nb", "a  b"])(
  "%j is no code for a line, as a daemon or a quote would change what comes of it",
  (code) => {
    expect(() => cron(Object.assign([code], { raw: [code] }))).toThrow(
      "no code for a crontab line",
    );
  },
);
