import { describe, expect, it } from "vitest";
import { parseAge, parseDuration } from "../../src/resolve/durations.ts";
import { fill } from "../../src/resolve/fill.ts";
import { parseOption } from "../../src/resolve/options.ts";
import type { Parsed } from "../../src/resolve/parsed.ts";
import { isWithin, parsePath } from "../../src/resolve/paths.ts";
import { parseSize } from "../../src/resolve/sizes.ts";

function outcomeOf<T>(result: Parsed<T>): T | string {
  return result.ok ? result.value : result.problem.code;
}

function helpOf(result: Parsed<unknown>): string | undefined {
  return result.ok ? undefined : result.problem.help;
}

describe("durations", () => {
  it.each([
    ["30s", 30, "30s"],
    ["5m", 300, "5m"],
    ["6h", 21_600, "6h"],
    ["1d", 86_400, "1D"],
    ["1D", 86_400, "1D"],
    ["2w", 1_209_600, "2W"],
    ["2W", 1_209_600, "2W"],
    ["007d", 604_800, "7D"],
  ])("%s", (text, seconds, interval) => {
    expect(outcomeOf(parseDuration(text))).toEqual({ seconds, interval });
    expect(outcomeOf(parseAge(text))).toEqual({ seconds, interval });
  });

  it.each([
    ["2M", 60 * 86_400, "2M"],
    ["1Y", 365 * 86_400, "1Y"],
    ["100Y", 100 * 365 * 86_400, "100Y"],
  ])("%s is an age only", (text, seconds, interval) => {
    expect(outcomeOf(parseAge(text))).toEqual({ seconds, interval });
    expect(outcomeOf(parseDuration(text))).toBe("invalid-duration");
  });

  it.each([
    "",
    "5",
    "m",
    "-5m",
    "1.5h",
    "1h30m",
    "5 m",
    "5min",
    "0s",
    "5x",
    "٣m",
    "101Y",
    "99999999999999999999d",
  ])("refuses %j", (text) => {
    expect(outcomeOf(parseDuration(text))).toBe("invalid-duration");
    expect(outcomeOf(parseAge(text))).toBe("invalid-duration");
  });

  it("proposes the unit that was meant", () => {
    expect(helpOf(parseDuration("5M"))).toBe('did you mean "5m"?');
    expect(helpOf(parseAge("6H"))).toBe('did you mean "6h"?');
    expect(helpOf(parseDuration("1Y"))).toContain("a number and a unit");
  });
});

describe("sizes", () => {
  it.each([
    ["200M", 200],
    ["1G", 1024],
    ["2048K", 2],
    ["1024G", 1_048_576],
  ])("%s", (text, mebibytes) => {
    expect(outcomeOf(parseSize(text))).toBe(mebibytes);
  });

  it.each(["", "200", "0M", "100K", "1.5G", "200m", "200MB", "1025G", "-1M"])(
    "refuses %j",
    (text) => {
      expect(outcomeOf(parseSize(text))).toBe("invalid-size");
    },
  );
});

describe("variables", () => {
  const variables = { host: "web", user: "ada", job: "photos" };

  it.each([
    ["/srv/x", "/srv/x"],
    [`\${host}-\${job}/\${user}\${user}`, "web-photos/adaada"],
    [`$\${host}`, `\${host}`],
    [`$$\${host}`, `$\${host}`],
    ["$ $x {host} $(id)", "$ $x {host} $(id)"],
  ])("%s", (text, filled) => {
    expect(outcomeOf(fill(text, variables))).toBe(filled);
  });

  it.each([
    [`a\${Host}`, 1, 8],
    [`\${}`, 0, 3],
    [`\${host`, 0, 6],
    [`\${toString}`, 0, 11],
    [`x\${vars.region}`, 1, 15],
  ])("refuses %s at its place", (text, start, end) => {
    const result = fill(text, variables);
    expect(result.ok ? undefined : result.problem).toMatchObject({
      code: "unknown-variable",
      at: { start, end },
    });
  });
});

describe("paths", () => {
  it.each([
    ["/", "/"],
    ["/srv/photos/", "/srv/photos"],
    ["//srv/.///photos", "/srv/photos"],
    ["~/", "/home/ada"],
    ["~/x/~/y", "/home/ada/x/~/y"],
    ["/a b'\"\\$`*?[#%;&|<>ü\u{1f600}", "/a b'\"\\$`*?[#%;&|<>ü\u{1f600}"],
    ["/-rf", "/-rf"],
    ["/..x/x..", "/..x/x.."],
  ])("%s", (text, path) => {
    expect(outcomeOf(parsePath(text, "/home/ada"))).toBe(path);
  });

  it("finds a home at the root", () => {
    expect(outcomeOf(parsePath("~/x", "/"))).toBe("/x");
  });

  it.each([
    ["", "relative-path"],
    ["x", "relative-path"],
    ["./x", "relative-path"],
    ["~", "tilde-path"],
    ["~bob/x", "tilde-path"],
    ["/a/../b", "parent-in-path"],
    ["/..", "parent-in-path"],
    ["/a\nb", "control-character"],
    ["/a\u007f", "control-character"],
    [`/${"é".repeat(128)}`, "path-too-long"],
    [`/${"é".repeat(127)}/`.repeat(17), "path-too-long"],
  ])("refuses %j", (text, code) => {
    expect(outcomeOf(parsePath(text, "/home/ada"))).toBe(code);
  });

  it("takes the longest that Linux takes", () => {
    const name = "x".repeat(255);
    const path = `/${name}`.repeat(16).slice(0, 4095);
    expect(outcomeOf(parsePath(path, "/"))).toBe(path);
    expect(outcomeOf(parsePath(`${path}x`, "/"))).toBe("path-too-long");
  });

  it.each([
    ["/a", "/a", true],
    ["/a/b", "/a", true],
    ["/ab", "/a", false],
    ["/a", "/a/b", false],
    ["/a", "/", true],
    ["/", "/", true],
    ["/", "/a", false],
  ])("%s within %s: %s", (path, directory, expected) => {
    expect(isWithin(path, directory)).toBe(expected);
  });
});

describe("options of duplicity", () => {
  it.each([
    "--num-retries=3",
    "--backend-retry-delay=1",
    "--exclude-device-files",
    "--exclude-other-filesystems",
    "--gpg-options=--no-random-seed-file",
    "--log-timestamp",
    "--timeout=60",
    "--name-is-not-an-option",
    "-v9",
  ])("takes %s", (text) => {
    expect(outcomeOf(parseOption(text))).toBe(text);
  });

  it.each([
    "--name=x",
    "--archive-dir=/x",
    "--arch=/x",
    "--include=/x",
    "--exclude",
    "--force",
    "--fo",
    "--rsync-options=-e sh",
    "-t3D",
    "-r",
    "-V",
    "--h",
  ])("does not let %s overrule Holdfast", (text) => {
    expect(outcomeOf(parseOption(text))).toBe("taken-option");
  });

  it.each(["", "-", "--", "3", "full", "/etc", "-1", "--=x"])("refuses %j", (text) => {
    expect(outcomeOf(parseOption(text))).toBe("invalid-option");
  });
});
