import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { checksumHolds } from "../../src/emit/checksum.ts";
import { emitAgents } from "../../src/emit/launchd.ts";
import {
  fitsPlist,
  plistArray,
  plistComment,
  plistDictionary,
  plistEntry,
  plistInteger,
  plistString,
  plistTrue,
  renderPlist,
} from "../../src/launchd/plist.ts";
import { planHost } from "../support/plan-host.ts";

/** What Python's reader of property lists makes of a file. */
function parsed(text: string): unknown {
  const program =
    "import json, plistlib, sys; json.dump(plistlib.loads(sys.stdin.buffer.read()), sys.stdout)";
  return JSON.parse(execFileSync("python3", ["-c", program], { input: text, encoding: "utf8" }));
}

const agents = (lines: readonly string[]) =>
  new Map(
    emitAgents(planHost(lines)).map(({ path, text }) => [path.replace(/^.*\//, ""), parsed(text)]),
  );

test("whatever can stand in a path comes out as it went in", () => {
  const odd = [
    "<&>'\"]]>",
    "--><!--",
    "&amp;",
    " blanks  ",
    "%n $HOME \\ `id`",
    "é\u{1F600}\u200F",
  ];
  const text = renderPlist(
    [plistComment("a -- b --- c-"), plistComment("-->\n<evil/>")],
    [
      plistComment("--"),
      plistEntry("strings", plistArray(odd.map(plistString))),
      plistEntry("<key>", plistInteger(-7)),
      plistEntry(
        "on",
        plistDictionary([plistEntry("a", plistTrue), plistEntry("b", plistString("\\u{2d}"))]),
      ),
    ],
  );
  expect(parsed(text)).toEqual({ strings: odd, "<key>": -7, on: { a: true, b: "\\u{2d}" } });
});

test.each(["\0", "\n", "\u007F", "\uFFFE", "\uFFFF", "\uD800"])(
  "what XML cannot say is refused: %j",
  (text) => {
    expect(() => plistString(`a${text}`)).toThrow("property list");
  },
);

test("noncharacters that XML takes fit", () => {
  expect(fitsPlist("\uFDD0")).toBe(true);
  expect(() => plistInteger(1.5)).toThrow("whole");
});

test("a daemon of the system runs as the user", () => {
  const made = agents(["user: me", "scheduler: launchd"]);
  expect([...made.keys()]).toEqual([
    "holdfast-important-backup.plist",
    "holdfast-important-prune.plist",
    "holdfast-photos-backup.plist",
  ]);
  expect(made.get("holdfast-important-backup.plist")).toEqual({
    Label: "holdfast-important-backup",
    UserName: "me",
    ProgramArguments: ["/usr/local/lib/holdfast/jobs/important.sh", "scheduled", "backup"],
    StartCalendarInterval: [
      { Weekday: 2, Hour: 3, Minute: 5 },
      { Weekday: 2, Hour: 4, Minute: 0 },
    ],
    StartInterval: 900,
    ProcessType: "Background",
    Umask: 0o077,
    ExitTimeOut: 90,
    StandardOutPath: "/var/lib/holdfast/important/scheduled.log",
    StandardErrorPath: "/var/lib/holdfast/important/scheduled.log",
  });
});

test("an agent of a user lies in the user's home", () => {
  const made = agents(["user: me", "scheduler: launchd", "scope: user", "timezone: UTC"]);
  expect(made.get("holdfast-photos-backup.plist")).toEqual({
    Label: "holdfast-photos-backup",
    ProgramArguments: ["/Users/me/.local/lib/holdfast/jobs/photos.sh", "scheduled", "backup"],
    StartCalendarInterval: [{ Minute: 0 }, { Minute: 30 }],
    StartInterval: 900,
    ProcessType: "Background",
    Umask: 0o077,
    ExitTimeOut: 90,
    StandardOutPath: "/Users/me/.local/state/holdfast/photos/scheduled.log",
    StandardErrorPath: "/Users/me/.local/state/holdfast/photos/scheduled.log",
  });
});

test("root's home on a Mac", () => {
  expect(planHost(["user: root", "scheduler: launchd"])).toMatchObject({
    home: "/var/root",
    scope: "system",
  });
});

test("the file vouches for itself", () => {
  for (const { path, mode, text } of emitAgents(planHost(["user: me", "scheduler: launchd"]))) {
    expect(path).toMatch(/^the-server\/launchd\/holdfast-[a-z-]+\.plist$/);
    expect(mode).toBe(0o644);
    expect(checksumHolds(text)).toBe(true);
  }
});

test("none without launchd", () => {
  expect(emitAgents(planHost(["user: u", "scheduler: systemd"]))).toEqual([]);
});
