import { quote } from "../diagnostics/words.ts";
import { zoneNamed } from "../schedule/zone.ts";
import { type Parsed, parsed, refused } from "./parsed.ts";

/** A name of the time zone database: https://data.iana.org/time-zones/theory.html, "Timezone identifiers". */
export function parseTimezone(text: string): Parsed<string> {
  if (text === "Etc/UTC") return parsed("UTC");
  const wellFormed = text === "UTC" || /^[A-Za-z]+(\/[A-Za-z][A-Za-z0-9_+-]*)+$/.test(text);
  if (wellFormed && isKnown(text)) return parsed(text);
  return refused(
    "invalid-timezone",
    `${quote(text)} is no time zone that this version of Holdfast knows`,
    "write UTC, or a name such as Europe/Oslo; timedatectl list-timezones lists them",
  );
}

function isKnown(name: string): boolean {
  try {
    zoneNamed(name);
    return true;
  } catch {
    return false;
  }
}
