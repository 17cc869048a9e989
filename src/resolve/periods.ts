import { quote } from "../diagnostics/words.ts";
import { parseAge } from "./durations.ts";
import { type Parsed, parsed, refused } from "./parsed.ts";

/** How often something is due. */
export interface Period {
  /** Undefined for never. */
  readonly seconds: number | undefined;
}

const hour = 3600;
const day = 24 * hour;

/** A run that starts a little earlier than the last one did, or an hour by the change of clocks, is in time. */
const early = 6 * hour;

// Months, quarters and years are the shortest of their kind, or one would be due a turn late.
export const quarterly: Period = { seconds: 89 * day - early };

const words: Readonly<Record<string, Period>> = {
  weekly: { seconds: 7 * day - early },
  monthly: { seconds: 28 * day - early },
  quarterly,
  yearly: { seconds: 365 * day - early },
  never: { seconds: undefined },
};

/** A word, `weekly`, `monthly`, `quarterly`, `yearly`, `never`, or an age such as `45d`. */
export function parsePeriod(text: string): Parsed<Period> {
  const word = Object.hasOwn(words, text) ? words[text] : undefined;
  if (word) return parsed(word);
  const age = parseAge(text);
  if (age.ok || /^[0-9]/.test(text)) return age;
  return refused(
    "invalid-duration",
    `${quote(text)} does not say how often`,
    `${Object.keys(words).join(", ")}, or an age such as 45d`,
  );
}
