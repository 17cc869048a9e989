import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { byLengthOfMonth, oneDayField } from "../../src/schedule/candidates.ts";
import { parseRules } from "../../src/schedule/parse.ts";
import { parseCalendar } from "../../src/schedule/parse-calendar.ts";
import type { Rule } from "../../src/schedule/schedule.ts";
import { toCronFields } from "../../src/schedule/to-cron.ts";
import { toOnCalendar } from "../../src/schedule/to-on-calendar.ts";
import { systemdCronTimers } from "../lab/systemd-cron.ts";
import { type CronDaemon, virtualCron } from "../lab/virtual-cron.ts";
import { elapses } from "./calendar.ts";
import { type Daemon, habits, startsOf } from "./daemons.ts";
import { differenceOf } from "./difference.ts";
import {
  calendarExpression,
  cronExpression,
  nastyCalendars,
  nastyExpressions,
} from "./expressions.ts";
import { figure, long, seed } from "./figures.ts";
import { wallsOf } from "./walls.ts";
import {
  type Clock,
  clockOf,
  daysOfChange,
  daysThatMatter,
  type Span,
  year,
  zones,
} from "./zones.ts";

/** What a scheduler is given, and when that is due on a clock that is never changed. */
interface Line {
  readonly text: string;
  readonly walls: readonly number[];
}

/** An expression, and what schedulers are given for it. */
interface Subject {
  readonly expression: string;
  readonly walls: readonly number[];
  /** A line for each of its rules, as one can say them. */
  readonly cron: readonly Line[];
  /** What the spec says itself, where that is the scheduler's own syntax. */
  readonly vixie: readonly Line[];
  readonly systemd: readonly Line[];
}

const day = 86_400_000;
const owner = { host: "host", job: "job", action: "backup" };

/** How many random expressions there are for each zone, and how often one may come: each start is a process. */
const { perZone, most } = long ? { perZone: 5_000, most: 24 } : { perZone: 100, most: 30 };

/** How many expressions a daemon has at once: it reads 10,000 lines at most. */
const atOnce = 2_500;

/** @returns undefined for what Holdfast refuses, and for what comes more than `limit` times in a span */
function subjectOf(
  expression: string,
  notation: "cron" | "calendar",
  zone: string,
  spans: readonly Span[],
  limit: number,
): Subject | undefined {
  const parsed = notation === "cron" ? parseRules(expression, owner) : parseCalendar(expression);
  if (!parsed.ok) return undefined;
  const { rules } = parsed;
  const due = (some: readonly Rule[], most: number) => {
    const walls = spans.map(({ from, to }) =>
      wallsOf(some, { from: from - day, to: to + day }, most),
    );
    return walls.includes(undefined) ? undefined : walls.flatMap((span) => span ?? []);
  };
  const walls = due(rules, limit);
  if (!walls) return undefined;
  const lineOf = (rule: Rule) => (text: string) => ({ text, walls: due([rule], Infinity) ?? [] });
  const literal = { text: expression, walls };
  return {
    expression,
    walls,
    cron: rules
      .flatMap((rule) => oneDayField(rule).rules)
      .map((rule) => lineOf(rule)(toCronFields(rule))),
    vixie: notation === "calendar" || /H/.test(expression) ? [] : [literal],
    systemd: [
      // Across a change of the clocks systemd 252 cannot follow all steps: "Infinite loop in calendar calculation"; and
      // of a time that comes twice it may take the second, on a day that is counted from the end of the month.
      ...(notation === "calendar" && (zone === "UTC" || !/[/~]/.test(expression)) ? [literal] : []),
      ...rules
        .flatMap((rule) => (zone === "UTC" ? daysFromEndApart(rule) : byLengthOfMonth(rule)))
        .flatMap((rule) => toOnCalendar(rule).map(lineOf(rule))),
    ],
  };
}

/** Each day from the end of the month has a line of its own. */
function daysFromEndApart(rule: Rule): readonly Rule[] {
  if (rule.daysFromEnd.length === 0) return [rule];
  return rule.daysFromEnd.map((dayFromEnd) => ({ ...rule, daysFromEnd: [dayFromEnd] }));
}

function randomSubjects(zone: string, spans: readonly Span[]): Subject[] {
  const found: Subject[] = [];
  const fill = (arbitrary: fc.Arbitrary<string>, notation: "cron" | "calendar", enough: number) => {
    for (let round = 0; found.length < enough; round++) {
      for (const expression of fc.sample(arbitrary, { seed: seed + round, numRuns: enough })) {
        const subject = subjectOf(expression, notation, zone, spans, most);
        if (subject && subject.walls.length > 0) found.push(subject);
      }
    }
    found.length = enough;
  };
  fill(cronExpression, "cron", perZone);
  fill(calendarExpression, "calendar", perZone * 1.2);
  return found;
}

/** How many starts there were, and in words each line that differs from the model. */
interface Comparison {
  readonly starts: number;
  readonly differences: readonly string[];
}

/** cronie takes a microsecond for twenty lines in every minute: it is spared those that Debian's cron reads for both. */
const linesFor: Readonly<Record<CronDaemon, (subject: Subject) => readonly Line[]>> = {
  debian: ({ cron, vixie }) => [...cron, ...vixie],
  cronie: ({ cron, vixie }) => (vixie.length > 0 ? vixie : cron),
  busybox: ({ cron }) => cron,
};

async function compareCron(
  daemon: CronDaemon,
  subjects: readonly Subject[],
  clock: Clock,
  span: Span,
): Promise<Comparison> {
  const lines = subjects.flatMap(linesFor[daemon]);
  const crontab = lines.map(({ text }, i) => `${text} ${i}\n`).join("");
  const found: number[][] = lines.map(() => []);
  const firings = await virtualCron(crontab, { daemon, zone: clock.zone, ...span });
  for (const { at, command } of firings) found[Number(command)]?.push(at);
  return compare(daemon, lines, found, clock, span);
}

async function compareSystemd(
  subjects: readonly Subject[],
  clock: Clock,
  span: Span,
): Promise<Comparison> {
  const lines = subjects.flatMap(({ systemd }) => systemd);
  return compare("systemd", lines, await elapsesOf(lines, clock, span), clock, span);
}

/** systemd-cron makes timers of a crontab. */
async function compareSystemdCron(
  subjects: readonly Subject[],
  clock: Clock,
  span: Span,
): Promise<Comparison> {
  const lines = subjects.flatMap(({ cron }) => cron);
  const values = await systemdCronTimers(lines.map(({ text }) => `${text} true`));
  const timers = values.map((text, i) => ({ text, walls: lines[i]?.walls ?? [] }));
  return compare("systemd-cron", lines, await elapsesOf(timers, clock, span), clock, span);
}

/** In batches of lines that come about as often: each answer is asked to be as long as the longest. */
async function elapsesOf(lines: readonly Line[], clock: Clock, span: Span): Promise<number[][]> {
  const found: number[][] = lines.map(() => []);
  const order = [...lines.entries()].sort(([, a], [, b]) => a.walls.length - b.walls.length);
  for (let first = 0; first < order.length; first += 200) {
    const batch = order.slice(first, first + 200);
    const count = batch.at(-1)?.[1].walls.length ?? 0;
    const values = batch.map(([, { text }]) => text);
    const answers = await elapses(values, count + 1, span, clock.zone);
    for (const [i, answer] of answers.entries()) found[batch[i]?.[0] ?? -1] = answer;
  }
  return found;
}

function compare(
  daemon: Daemon,
  lines: readonly Line[],
  found: readonly (readonly number[])[],
  clock: Clock,
  { from, to }: Span,
): Comparison {
  const differences = lines.flatMap(({ text, walls }, i) => {
    const expected = startsOf(walls, habits[daemon](text), clock).filter(
      (at) => at > from && at < to,
    );
    return differenceOf(`${daemon} in ${clock.zone}: ${text}`, expected, found[i] ?? []);
  });
  return { starts: found.flat().length, differences };
}

const tally = { random: 0, nasty: 0, refused: 0, starts: 0, differences: 0 };

test.each(zones)("every scheduler reads the lines as Holdfast does, in %s", async (zone) => {
  const clock = clockOf(zone);
  const spans = long ? [year] : daysThatMatter(clock);
  const random = randomSubjects(zone, spans);
  const changes = daysOfChange(clock);
  const nastyTexts = [
    ...nastyExpressions(changes)
      .filter((_, i) => long || i % zones.length === zones.indexOf(zone))
      .map((text) => [text, "cron"] as const),
    ...nastyCalendars(changes).map((text) => [text, "calendar"] as const),
  ];
  const nasty = nastyTexts.flatMap(
    ([text, notation]) => subjectOf(text, notation, zone, spans, Infinity) ?? [],
  );
  const subjects = [...random, ...nasty];
  tally.random += random.length;
  tally.nasty += nastyTexts.length;
  tally.refused += nastyTexts.length - nasty.length;

  const differences: string[] = [];
  for (const span of spans) {
    for (let i = 0; i < subjects.length; i += atOnce) {
      const some = subjects.slice(i, i + atOnce);
      const results = await Promise.all([
        ...(["debian", "cronie", "busybox"] as const).map((daemon) =>
          compareCron(daemon, some, clock, span),
        ),
        compareSystemd(some, clock, span),
        compareSystemdCron(some, clock, span),
      ]);
      for (const result of results) {
        tally.starts += result.starts;
        differences.push(...result.differences);
      }
    }
  }
  tally.differences += differences.length;
  if (long) figure(`in ${zone}: ${subjects.length} expressions, ${differences.length} differences`);
  expect(differences, `SEED=${seed}`).toEqual([]);
});

afterAll(() => {
  figure(
    `model against Debian's cron, cronie, busybox, systemd-cron and systemd: ${tally.random} random expressions, ` +
      `${tally.nasty} nasty ones (${tally.refused} of them refused), ${tally.starts} starts, ${tally.differences} differences`,
  );
});
