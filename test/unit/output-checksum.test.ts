import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import {
  checksumHolds,
  checksumPlaceholder,
  sealChecksum,
  sha256,
} from "../../src/emit/checksum.ts";

const sealed = sealChecksum(`#!/bin/sh\n# ${checksumPlaceholder}\necho 'backup ü'\n`);

test("sealing changes only the zeros", () => {
  expect(sealed).toMatch(
    /^#!\/bin\/sh\n# holdfast-checksum: sha256:[0-9a-f]{64}\necho 'backup ü'\n$/,
  );
  expect(sealed).not.toContain("0".repeat(64));
  expect(checksumHolds(sealed)).toBe(true);
});

test("an edit anywhere breaks the seal", () => {
  expect(checksumHolds(sealed.replace("echo", "Echo"))).toBe(false);
  expect(checksumHolds(`${sealed}\n`)).toBe(false);
  expect(checksumHolds(sealed.replace(/sha256:./, "sha256:x"))).toBe(false);
  expect(checksumHolds("echo\n")).toBe(false);
});

test("an administrator can check the seal with sed and sha256sum", () => {
  const hash = execFileSync(
    "sh",
    ["-c", "sed '2s/[0-9a-f]\\{64\\}/'\"$(printf %064d 0)\"'/' | sha256sum"],
    {
      input: sealed,
    },
  );
  expect(sealed).toContain(String(hash).slice(0, 64));
});

test("the first line counts, and data that looks like one is left alone", () => {
  const data = `x='\n# ${checksumPlaceholder}\n'\n`;
  const text = sealChecksum(`<!-- ${checksumPlaceholder} -->\n${data}`);
  expect(text.endsWith(data)).toBe(true);
  expect(checksumHolds(text)).toBe(true);
});

test("a text without placeholder is a bug in its emitter", () => {
  expect(() => sealChecksum("echo\n")).toThrow("placeholder");
  expect(() => sealChecksum(sealed)).toThrow("placeholder");
});

test("sha256 is that of the UTF-8 bytes", () => {
  expect(sha256("ü")).toBe(sha256(Buffer.from("ü")));
  expect(sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});
