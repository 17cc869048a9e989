import { quote } from "../diagnostics/words.ts";
import { zoneNamed } from "../schedule/zone.ts";
import { type Parsed, parsed, refused } from "./parsed.ts";

/** Node takes a millisecond for each, and the hosts of a fleet share a few. */
const read = new Map<string, Parsed<string>>();

/** A name of the time zone database: https://data.iana.org/time-zones/theory.html, "Timezone identifiers". */
export function parseTimezone(text: string): Parsed<string> {
  const timezone = read.get(text) ?? readTimezone(text);
  read.set(text, timezone);
  return timezone;
}

function readTimezone(text: string): Parsed<string> {
  if (text === "Etc/UTC") return parsed("UTC");
  const spelling = spellingOf(text);
  const wellFormed = text === "UTC" || /^[A-Z][A-Za-z]+(\/[A-Z][A-Za-z0-9_+-]*)+$/.test(text);
  if (wellFormed && spelling === text && isKnown(text)) return parsed(text);
  return refused(
    "invalid-timezone",
    `${quote(text)} is no time zone that this version of Holdfast knows`,
    spelling === text
      ? "write UTC, or a name such as Europe/Oslo; timedatectl list-timezones lists them"
      : `did you mean ${quote(spelling)}?`,
  );
}

/** With capitals as on hosts, where zones are files; Node knows them without. */
function spellingOf(text: string): string {
  const folded = text.toLowerCase();
  const names = ["UTC", ...Intl.supportedValuesOf("timeZone")];
  return names.find((name) => name.toLowerCase() === folded) ?? text;
}

function isKnown(name: string): boolean {
  try {
    zoneNamed(name);
    return true;
  } catch {
    return false;
  }
}
