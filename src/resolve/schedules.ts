import { quote } from "../diagnostics/words.ts";
import { type ScheduleOwner, stableNumber } from "../schedule/hash.ts";
import { parseRules } from "../schedule/parse.ts";
import { parseCalendar } from "../schedule/parse-calendar.ts";
import type { ParsedRules } from "../schedule/problem.ts";
import type { Rule } from "../schedule/schedule.ts";
import { delayed } from "../schedule/splay.ts";
import type { Located } from "../source/located.ts";
import type { ScheduleSpec } from "../spec/spec.ts";
import { parseDuration } from "./durations.ts";
import { type Parsed, parsed, refused, take } from "./parsed.ts";
import type { ResolvedSchedule } from "./resolved-spec.ts";
import { read, type Scope } from "./scope.ts";
import { parseTimezone } from "./timezones.ts";

/** Undefined when something is wrong with it, which was reported. */
export function resolveSchedule(
  { value: spec, span }: Located<ScheduleSpec>,
  owner: ScheduleOwner,
  scope: Scope,
): ResolvedSchedule | undefined {
  const texts = [...spec.cron, ...spec.calendar];
  if (texts.length === 0 || (spec.cron.length > 0 && spec.calendar.length > 0)) {
    scope.reporter.report("conflicting-settings", 'a schedule has either "cron" or "calendar"', {
      span,
      help: "write one of them, or a list of several",
    });
    return undefined;
  }
  const timezone = spec.timezone && read(spec.timezone, parseTimezone, scope);
  const splay = spec.splay && read(spec.splay, parseSplay, scope);
  const cron = (text: string) => problemOr(parseRules(text, owner));
  const calendar = (text: string) => inZone(problemOr(parseCalendar(text)), text, spec.timezone);
  const rules = [
    ...spec.cron.map((text) => read(text, cron, scope)),
    ...spec.calendar.map((text) => read(text, calendar, scope)),
  ];
  if ((spec.timezone && !timezone) || (spec.splay && !splay)) return undefined;
  if (!rules.every((some) => some !== undefined)) return undefined;
  const placed = rules.flat().map((rule) => ({ ...rule, timezone: timezone ?? rule.timezone }));
  const late = spec.splay && splay ? splayed(placed, spec.splay, splay, owner, scope) : placed;
  return (
    late && {
      schedule: { rules: distinct(late), catchUp: spec.catchUp?.value ?? false },
      text: texts.map(({ value }) => value).join("; "),
    }
  );
}

function problemOr(result: ParsedRules): Parsed<readonly Rule[]> {
  if (result.ok) return parsed(result.rules);
  const { message, help, start, end } = result.problem;
  return refused("invalid-schedule", message, help, { start, end });
}

/** The zone at the end of a calendar expression is tried as any other, and there is one at most. */
function inZone(
  result: Parsed<readonly Rule[]>,
  text: string,
  other: Located<string> | undefined,
): Parsed<readonly Rule[]> {
  const written = result.ok ? result.value[0]?.timezone : undefined;
  if (!result.ok || typeof written !== "string") return result;
  const end = text.trimEnd().length;
  const at = { start: end - written.length, end };
  if (other) {
    const message = `"timezone" is ${quote(other.value)}, and the expression ends in ${quote(written)}`;
    return refused("conflicting-settings", message, "say it once", at);
  }
  const zone = parseTimezone(written);
  if (!zone.ok) return { ok: false, problem: { ...zone.problem, at } };
  return parsed(result.value.map((rule) => ({ ...rule, timezone: zone.value })));
}

const minutesPerDay = 1440;

/** Whole minutes. */
function parseSplay(text: string): Parsed<number> {
  const duration = parseDuration(text, "at least 1m; to delay nothing, leave splay out");
  if (!duration.ok) return duration;
  const minutes = duration.value.seconds / 60;
  if (Number.isInteger(minutes) && minutes < minutesPerDay) return parsed(minutes);
  const message = `${quote(text)} is ${minutes < 1440 ? "not a number of whole minutes" : "a day or more"}`;
  return refused("invalid-splay", message, "write it such as 30m or 6h");
}

/** Whatever the names are: that a spec is right does not depend on what they hash to. */
function splayed(
  rules: readonly Rule[],
  written: Located<string>,
  minutes: number,
  owner: ScheduleOwner,
  scope: Scope,
): readonly Rule[] | undefined {
  if (rules.some((rule) => delayed(rule, minutes - 1) === undefined)) {
    const message = `a delay of up to ${quote(written.value)} could take a run to a day that the schedule does not have`;
    const help = "begin earlier, or make the splay shorter";
    return take(refused("invalid-splay", message, help), written, scope.reporter);
  }
  const offset = stableNumber(owner, "splay", minutes);
  return rules.flatMap((rule) => delayed(rule, offset) ?? []);
}

function distinct(rules: readonly Rule[]): Rule[] {
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}
