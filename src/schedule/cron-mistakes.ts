import { type Field, fields, hashable, range, wrap } from "./field.ts";
import { problemAt, type ScheduleProblem, type Token } from "./problem.ts";
import { cronList } from "./to-cron.ts";

/** Two commas in a row, or one at an end. */
export function emptyItem(item: Token, field: Field): ScheduleProblem {
  const comma = Math.max(item.start - 1, 0);
  return {
    message: `a comma without a value in the ${field.name}`,
    help: "take it out",
    start: comma,
    end: comma + 1,
  };
}

/** A number that is too small or too large, or a name that the field does not know. */
export function notAValue(item: Token, text: string, field: Field): ScheduleProblem {
  return problemAt(item, `"${text}" is no ${field.name}`, `write ${allowed(field)}`);
}

/** `50-10`, `sat-sun`: never runs under Debian's cron and cronie, wraps under busybox. */
export function reversedRange(
  item: Token,
  first: number,
  last: number,
  field: Field,
): ScheduleProblem {
  const size = field.max - field.min + 1;
  const step = Number(/\/(\d+)$/.exec(item.text)?.[1] ?? 1) || 1;
  const around = range(first, last + size, step).map((value) => wrap(field, value));
  const list = cronList([...new Set(around)].sort((a, b) => a - b));
  return problemAt(
    item,
    `"${item.text}" counts backwards, which cron daemons take for never, for an error, or for a range that wraps`,
    item.text.startsWith("H") ? "begin with the smaller number" : `write "${list}"`,
  );
}

/** `5/20`: an error in Debian's cron, 5 alone in busybox, 5, 25 and 45 in FreeBSD's. */
export function stepAfterValue(
  item: Token,
  first: number,
  step: number,
  field: Field,
): ScheduleProblem {
  return problemAt(
    item,
    `"${item.text}" has a step after a single value, which every cron daemon reads in its own way`,
    `write "${step > 0 && step <= field.max - first ? `${first}-${field.max}/${step}` : first}"`,
  );
}

/** A step that leaves out nothing or everything: what is written cannot be what is meant. */
export function uselessStep(
  item: Token,
  { first, last }: { readonly first: number; readonly last: number },
  step: number,
): ScheduleProblem | undefined {
  if (step === 0) return problemAt(item, `"${item.text}" has a step of 0`, "steps count from 1");
  if (step === 1 || step <= last - first) return undefined;
  return problemAt(
    item,
    `the step of "${item.text}" is longer than the range from ${first} to ${last}, and only its beginning is left`,
    `write "${item.text.startsWith("H") ? item.text.replace(/\/.*/, "") : first}"`,
  );
}

/** An item that is no cron syntax, or only some daemon's. */
export function notUnderstood(item: Token, field: Field): ScheduleProblem {
  const { text } = item;
  const fullName = field.names.find((name) => new RegExp(`^${name}[a-z]+$`, "i").test(text));
  if (fullName !== undefined) {
    return problemAt(item, `"${text}" is a name that cron does not know`, `write "${fullName}"`);
  }
  for (const { form, message, help } of foreignForms) {
    const match = form.exec(text);
    if (match) return problemAt(item, `"${text}" ${message}`, help(match, field));
  }
  return problemAt(item, `"${text}" is no ${field.name}`, `write ${allowed(field)}`);
}

interface ForeignForm {
  readonly form: RegExp;
  readonly message: string;
  help(match: RegExpExecArray, field: Field): string;
}

const foreignForms: readonly ForeignForm[] = [
  { form: /^\?$/, message: "is not a cron value", help: () => 'write "*"' },
  {
    form: /^(\d*)~(\d*)$/,
    message: "is a random value in cronie, and silently another value in other cron daemons",
    help: ([, from, to], field) =>
      `write "${hashBetween(Number(from || field.min), Number(to || field.max), hashable(field))}" for a value that is spread over hosts and jobs, and stays`,
  },
  {
    form: /^\w+#\d+$/,
    message: "is the nth weekday of a month, which cron does not know",
    help: () =>
      'write it in systemd\'s notation, such as { calendar: "Mon *-*-08..14 03:05" } for the second Monday',
  },
  {
    form: /^(\d*W|L?W)$/i,
    message: "is the nearest working day, which cron does not know",
    help: () => "write a day of the month",
  },
  {
    form: /^(\d|[a-z]{3})L$/i,
    message: "is the last such weekday of a month, which cron does not know",
    help: () =>
      'write it in systemd\'s notation, such as { calendar: "Fri *-*~07/1 03:05" } for the last Friday',
  },
  {
    form: /^(\w*L|L-\d+)$/i,
    message: "is the last day, which cron does not know",
    help: () => 'write it in systemd\'s notation, such as { calendar: "*-*~01 03:05" }',
  },
  {
    // As a word processor or a web page has it (Unicode, "Dash_Punctuation", and the minus sign).
    form: /^(\w+)[\u2010-\u2015\u2212](\w+)$/,
    message: "has a dash that is no hyphen",
    help: ([, from, to]) => `write "${from}-${to}"`,
  },
  {
    form: /^(\d+|\*|\d+-\d+)[^\d/,*-]/,
    message: "has text after the value, which Debian's cron silently ignores",
    help: ([, value]) => `write "${value}"`,
  },
];

function hashBetween(first: number, last: number, { min, max }: Field): string {
  return min <= first && first <= last && last <= max ? `H(${first}-${last})` : "H";
}

function allowed(field: Field): string {
  const names = field.names.length > 0 ? `, ${field.names[0]}-${field.names.at(-1)}` : "";
  const sunday = field === fields.daysOfWeek ? " (7 is Sunday, too)" : "";
  return `${field.min}-${field.max}${sunday}${names}, "*", or a list, range or step of them`;
}
