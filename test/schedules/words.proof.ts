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
import { longestLine } from "../../src/cron/limits.ts";
import { systemdCronRun } from "../lab/systemd-cron.ts";
import { virtualCronRun } from "../lab/virtual-cron.ts";
import { batch, everyLatinCharacter } from "../property/hostile-text.ts";
import { figure, long, seed } from "./figures.ts";

const daemons = ["debian", "cronie", "busybox", "systemd-cron"] as const;
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
async function throughCron(
  daemon: (typeof daemons)[number],
  texts: readonly string[],
): Promise<{ program: string; argument: string }[]> {
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
  expect(lines.every((line) => fitsCrontab(line, daemon))).toBe(true);
  await runOnce(daemon, lines);
  return texts.map((_, i) => {
    const [program = "", argument = ""] = readFileSync(
      join(lab, "records", String(i)),
      "utf8",
    ).split("\0");
    return { program, argument };
  });
}

async function runOnce(
  daemon: (typeof daemons)[number],
  lines: readonly CrontabLine[],
): Promise<void> {
  const crontab = renderCrontab(lines);
  if (daemon === "systemd-cron") return systemdCronRun(crontab);
  const time = { zone: "UTC", from: start, to: start + 2 * minute };
  return virtualCronRun(crontab, { daemon, ...time });
}

/** The number keeps the names apart, the letters keep them from being `.` or `..`. */
function programOf(text: string, i: number): string {
  return `${lab}/name/p${text.replaceAll("/", "|")}${i}`;
}

let words = 0;

test.each(daemons)("%s runs any program with any argument", async (daemon) => {
  const latin = everyLatinCharacter.filter(fitsCronWord);
  const texts = batch(150).map((all) => all.map((text) => text.replace(/[\n\r]/g, " ")));
  await fc.assert(
    fc.asyncProperty(texts, async (random) => {
      const all = [...latin, ...random];
      const expected = all.map((text, i) => ({ program: programOf(text, i), argument: text }));
      expect(await throughCron(daemon, all)).toEqual(expected);
      expect(readdirSync(join(lab, "records"))).toHaveLength(all.length);
      words += 2 * all.length;
    }),
    { numRuns: long ? 20 : 1, seed, endOnFailure: true },
  );
});

test.each(daemons)("%s runs the longest line that is compiled for it", async (daemon) => {
  const record = join(lab, "records", "1");
  // The recorder's own argument and record would each be as long.
  const line = (length: number) =>
    cronEntry(
      "* * * * *",
      cronCommandWord("/bin/sh"),
      cronCommandWord("-c"),
      cronCommandWord(`printf %s "\${#1}" >${record}`),
      cronCommandWord("sh"),
      cronCommandWord("a".repeat(length)),
    );
  const rest = Buffer.byteLength(renderCrontab([line(0)])) - 1 - 2;
  const length = longestLine[daemon] - rest;
  expect(fitsCrontab(line(length), daemon)).toBe(true);
  expect(fitsCrontab(line(length + 1), daemon)).toBe(false);
  rmSync(join(lab, "records"), { recursive: true, force: true });
  mkdirSync(join(lab, "records"));
  await runOnce(daemon, [line(length)]);
  expect(readFileSync(record, "utf8")).toBe(String(length));
});

afterAll(() => {
  figure(`words on crontab lines: ${words} odd ones through ${daemons.join(", ")}, all unchanged`);
});
