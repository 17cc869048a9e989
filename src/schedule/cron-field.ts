import {
  emptyItem,
  notAValue,
  notUnderstood,
  reversedRange,
  stepAfterValue,
  uselessStep,
} from "./cron-mistakes.ts";
import { type Field, fields, hashable, range, wrap } from "./field.ts";
import { type ScheduleOwner, stableNumber } from "./hash.ts";
import type { ScheduleProblem, Token } from "./problem.ts";

type Values = readonly number[] | ScheduleProblem;

/**
 * Reads one field of a cron expression into its sorted values. The field is a list of `*`, `N`, `N-M`, `H` and `H(N-M)`,
 * each but `N` with a step or without; N is a number or, in month and day of week, an English name of three letters.
 */
export function parseCronField(token: Token, field: Field, owner: ScheduleOwner): Values {
  const values = new Set<number>();
  let start = token.start;
  for (const text of token.text.split(",")) {
    const found = parseItem({ text, start }, field, owner);
    if ("message" in found) return found;
    for (const value of found) values.add(wrap(field, value));
    start += text.length + 1;
  }
  return [...values].sort((a, b) => a - b);
}

function parseItem(item: Token, field: Field, owner: ScheduleOwner): Values {
  if (item.text === "") return emptyItem(item, field);
  const [, base = "", stepText] = /^(.*?)(?:\/(\d+))?$/s.exec(item.text) ?? [];
  const step = stepText === undefined ? undefined : Number(stepText);

  const hashed = /^H(?:\(([^*]+)\))?$/.exec(base);
  if (hashed) {
    const bounds = parseBounds(item, hashed[1] ?? "*", hashable(field));
    return "message" in bounds ? bounds : pick(item, bounds, step, field, owner);
  }
  const bounds = parseBounds(item, base, field);
  if ("message" in bounds) return bounds;
  if (step === undefined) return range(bounds.first, bounds.last);
  if (/^\w+$/.test(base)) return stepAfterValue(item, bounds.first, step, field);
  return uselessStep(item, bounds, step) ?? range(bounds.first, bounds.last, step);
}

/** The values between which an item lies, both included. */
interface Bounds {
  readonly first: number;
  readonly last: number;
}

function parseBounds(item: Token, text: string, field: Field): Bounds | ScheduleProblem {
  if (text === "*") return { first: field.min, last: field.max };
  const match = /^(\d+|[a-z]{3})(?:-(\d+|[a-z]{3}))?$/i.exec(text);
  if (!match) return notUnderstood(item, field);
  const [, from = "", to = from] = match;
  const first = numberOf(from, field);
  if (first === undefined) return notAValue(item, from, field);
  const last = numberOf(to, field);
  if (last === undefined) return notAValue(item, to, field);
  return first > last ? reversedRange(item, first, last, field) : { first, last };
}

function numberOf(text: string, field: Field): number | undefined {
  if (!/^\d+$/.test(text)) {
    const index = field.names.indexOf(text.toLowerCase());
    return index === -1 ? undefined : field.min + index;
  }
  const value = Number(text);
  // Sunday is 0 and 7.
  const max = field === fields.daysOfWeek ? 7 : field.max;
  return value >= field.min && value <= max ? value : undefined;
}

/** `H` is one value of its range; `H/15` begins at one of the first 15 and goes on from there. */
function pick(
  item: Token,
  { first, last }: Bounds,
  step: number | undefined,
  field: Field,
  owner: ScheduleOwner,
): Values {
  const size = last - first + 1;
  if (step === undefined) return [first + stableNumber(owner, field.name, size)];
  const problem = uselessStep(item, { first, last }, step);
  return problem ?? range(first + stableNumber(owner, field.name, step), last, step);
}
