import { quote } from "../diagnostics/words.ts";
import { type Parsed, parsed, refused } from "./parsed.ts";

export interface Duration {
  readonly seconds: number;
  /** The same in the interval grammar of every duplicity, `[0-9]+[smhDWMY]`. */
  readonly interval: string;
}

const secondsOf = { s: 1, m: 60, h: 3600, D: 86_400, W: 604_800, M: 2_592_000, Y: 31_536_000 };
type Unit = keyof typeof secondsOf;

/** Longer than any backup lives, and short enough to be added to any date. */
const longest = 100 * secondsOf.Y;

const leastOfAll = "at least 1s";

/**
 * A span of time: `30s`, `5m`, `6h`, `1d`, `2w`, from 1 second to 100 years.
 *
 * @param zeroHelp the way out for who wrote 0
 */
export function parseDuration(text: string, zeroHelp = leastOfAll): Parsed<Duration> {
  return parse(text, "a duration", "smhDW", "30s, 5m, 6h, 1d, 2w", zeroHelp);
}

/** How old a backup may be: a duration, or months of 30 days (`2M`) or years of 365 (`1Y`), as duplicity counts them. */
export function parseAge(text: string): Parsed<Duration> {
  return parse(text, "an age", "smhDWMY", "12h, 8d, 2w, 2M, 1Y", leastOfAll);
}

function parse(
  text: string,
  kind: string,
  units: string,
  examples: string,
  zeroHelp: string,
): Parsed<Duration> {
  const wrong = (message: string, help = `a number and a unit, such as ${examples}`) =>
    refused("invalid-duration", message, help);
  const match = /^([0-9]+)([A-Za-z])$/.exec(text);
  if (!match) {
    const meant = abbreviate(text, units);
    return wrong(`${quote(text)} is not ${kind}`, meant && `did you mean "${meant}"?`);
  }
  const [, digits, letter] = match as unknown as [string, string, string];
  const unit = letter.replace("d", "D").replace("w", "W");
  if (!isUnit(unit, units)) {
    const message = `${quote(letter)} is not a unit of time here`;
    const lower = letter.toLowerCase();
    return isUnit(lower, units)
      ? wrong(message, `did you mean "${digits}${lower}"?`)
      : wrong(message);
  }
  const seconds = Number(digits) * secondsOf[unit];
  if (seconds === 0) return wrong(`${quote(text)} is no time at all`, zeroHelp);
  if (seconds > longest) return wrong(`${quote(text)} is too long`, "at most 100 years");
  return parsed({ seconds, interval: `${Number(digits)}${unit}` });
}

const words: Readonly<Record<string, Unit>> = {
  sec: "s",
  second: "s",
  min: "m",
  minute: "m",
  hour: "h",
  day: "D",
  week: "W",
  month: "M",
  year: "Y",
};

/** `2M` for `2 months`; undefined for what is not a number and a unit, however spelled. */
function abbreviate(text: string, units: string): string | undefined {
  const match = /^([0-9]+)[ \t]*([A-Za-z]+?)(s?)$/i.exec(text);
  if (!match) return undefined;
  const [, digits, stem, plural] = match as unknown as [string, string, string, string];
  const unit = words[stem.toLowerCase()] ?? `${stem}${plural}`.replace("d", "D").replace("w", "W");
  const spelled = unit === "D" || unit === "W" ? unit.toLowerCase() : unit;
  return isUnit(unit, units) ? `${digits}${spelled}` : undefined;
}

function isUnit(letter: string, allowed: string): letter is Unit {
  return allowed.includes(letter);
}
