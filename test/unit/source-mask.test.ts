import { describe, expect, it } from "vitest";
import { maskUserInfo } from "../../src/source/mask.ts";
import { SourceFile } from "../../src/source/source-file.ts";

describe("what looks like a secret is hidden wherever it stands", () => {
  it.each([
    ["url: rsync://ada@example.org::b", "url: rsync://***@example.org::b"],
    ["# sftp://ada:p@ss/w:rd@example.org/x", "# sftp://*************@example.org/x"],
    ["url: sftp://example.org/a@b", "url: sftp://example.org/a@b"],
    ["mail: ada@example.org", "mail: ada@example.org"],
    ["password: rsync-password # a name", "password: rsync-password # a name"],
    ["passphrase: { file: ~/.secret }", "passphrase: { file: ~/.secret }"],
    ["passphrase: ~", "passphrase: ~"],
    ["passphrase: s3cr!t", "passphrase: ******"],
    ['{ passphrase: "a \\" b", cipher: X }', "{ passphrase: ********, cipher: X }"],
    ["{ password: 'it''s', x: 1 }", "{ password: *******, x: 1 }"],
    ['password: "hun"ter2"', "password: **********"],
    ["password: @hun,ter}2", "password: **********"],
    ['"password": "s3cr!t"', '"password": ********'],
    ["previous: []", "previous: []"],
    ["previous: [old, older]", "previous: [old, older]"],
    ["previous: [s3cr!t, older]", "previous: [**************"],
    ["previous: [{ file: ~/.old }]", "previous: [{ file: ~/.old }]"],
    ["secrets: { a: hunter2 }", "secrets: { a: *********"],
    ["secrets: { a: { file: ~/.a, copy: safe } }", "secrets: { a: { file: ~/.a, copy: safe } }"],
    ["values: plain text", "values: plain text"],
  ])("%s", (text, shown) => {
    expect(new SourceFile("x", text).shownLine(1)).toBe(shown);
  });

  it("hides texts in the block of secrets and nothing below it", () => {
    const lines = ["secrets:", "  a: @hunter2", "", "  b:", "    file: ~/.b", "jobs:", "  a: b"];
    const file = new SourceFile("x", lines.join("\n"));
    expect(lines.map((_, index) => file.shownLine(index + 1))).toEqual(
      lines.with(1, "  a: ********"),
    );
  });
});

describe("masked stretches", () => {
  it("hide what lies in them, one asterisk a character, and leave line ends", () => {
    const file = new SourceFile("x", "a: b\u{1f4f7}c\r\nd: e");
    file.mask(4, 10);
    expect(file.shownLine(1)).toBe("a: b**");
    expect(file.shownLine(2)).toBe("*: e");
    expect(file.isMasked(0, 4)).toBe(false);
    expect(file.isMasked(0, 5)).toBe(true);
  });
});

it("hides the user part in messages", () => {
  expect(maskUserInfo("see rsync://ada:hunter2@example.org::b")).toBe(
    "see rsync://***********@example.org::b",
  );
});
