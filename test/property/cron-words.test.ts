import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cronCommandWord, fitsCronWord } from "../../src/cron/command-word.ts";
import {
  type CrontabLine,
  cronComment,
  cronEntry,
  fitsCrontab,
  renderCrontab,
} from "../../src/cron/crontab.ts";
import { virtualCronRun } from "../lab/virtual-cron.ts";
import { batch, everyLatinCharacter } from "./hostile-text.ts";

const minute = 60_000;
const start = Date.UTC(2026, 0, 1);

let lab: string;

beforeAll(() => {
  lab = mkdtempSync(join(tmpdir(), "cron-words."));
  writeFileSync(
    join(lab, "recorder"),
    `#!/bin/sh\nprintf '%s\\0%s\\0' "$0" "$1" >"\${0%%/name/*}/records/$2"\n`,
    { mode: 0o755 },
  );
});

afterAll(() => rmSync(lab, { recursive: true }));

/** What arrived, for each text as the name of a program and as its argument. */
function throughCron(texts: readonly string[]): { program: string; argument: string }[] {
  rmSync(join(lab, "records"), { recursive: true, force: true });
  rmSync(join(lab, "name"), { recursive: true, force: true });
  mkdirSync(join(lab, "records"));
  mkdirSync(join(lab, "name"));
  const lines: CrontabLine[] = texts.flatMap((text, i) => {
    const program = programOf(text, i);
    symlinkSync("../recorder", program);
    return [
      cronComment(text),
      cronEntry(
        "* * * * *",
        cronCommandWord(program),
        cronCommandWord(text),
        cronCommandWord(String(i)),
      ),
    ];
  });
  expect(lines.every(fitsCrontab)).toBe(true);
  virtualCronRun(renderCrontab(lines), start, start + 2 * minute);
  return texts.map((_, i) => {
    const [program = "", argument = ""] = readFileSync(
      join(lab, "records", String(i)),
      "utf8",
    ).split("\0");
    return { program, argument };
  });
}

/** The number keeps the names apart, the letters keep them from being `.` or `..`. */
function programOf(text: string, i: number): string {
  return `${lab}/name/p${text.replaceAll("/", "|")}${i}`;
}

test("Debian's cron runs any program with any argument", () => {
  const latin = everyLatinCharacter.filter(fitsCronWord);
  const texts = batch(150).map((all) => all.map((text) => text.replace(/[\n\r]/g, " ")));
  fc.assert(
    fc.property(texts, (random) => {
      const all = [...latin, ...random];
      const expected = all.map((text, i) => ({ program: programOf(text, i), argument: text }));
      expect(throughCron(all)).toEqual(expected);
      expect(readdirSync(join(lab, "records"))).toHaveLength(all.length);
    }),
    { numRuns: 2, endOnFailure: true },
  );
});

// What busybox and dcron leave alone, and what cronie changes, is known: their part can be played without them.
test.each([
  ["a daemon that edits nothing", (command: string) => command],
  ["a daemon that knows \\% only", (command: string) => command.replaceAll("\\%", "%")],
])("%s hands the shell the same words", (_, edit) => {
  const texts = batch(300).map((all) => all.map((text) => text.replace(/[\n\r]/g, " ")));
  fc.assert(
    fc.property(texts, (all) => {
      const entry = renderCrontab([cronEntry("* * * * *", ...all.map(cronCommandWord))]);
      const command = entry.slice("* * * * * ".length, -1);
      expect(command, "busybox would cut the line off").not.toContain("#");
      const output = execFileSync("/bin/sh", ["-c", `printf '%s\\0' ${edit(command)}`]);
      expect(output.toString().split("\0")).toEqual([...all, ""]);
    }),
    { numRuns: 4, endOnFailure: true },
  );
});
