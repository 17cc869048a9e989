import { quote } from "../diagnostics/words.ts";
import { type Parsed, parsed, refused } from "./parsed.ts";

const bytesOf = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** A size in whole MiB, as duplicity's --volsize takes it: `200M`, `1G`, `2048K`; from 1M to 1024G. */
export function parseSize(text: string): Parsed<number> {
  const size = parseBytes(text, "1M");
  if (!size.ok) return size;
  return size.value % bytesOf.M === 0
    ? parsed(size.value / bytesOf.M)
    : wrong(`${quote(text)} is not a whole number of megabytes`, "1M is 1024K");
}

/** A size in KiB: `500K`, `2M`, `1G`; from 1K to 1024G. */
export function parseKibibytes(text: string): Parsed<number> {
  const size = parseBytes(text, "1K");
  return size.ok ? parsed(size.value / bytesOf.K) : size;
}

function parseBytes(text: string, least: string): Parsed<number> {
  const match = /^([0-9]+)([KMG])$/.exec(text);
  if (!match) {
    const meant = /^([0-9]+) *([KMG])(?:i?B)?$/i.exec(text);
    return wrong(
      `${quote(text)} is not a size`,
      meant ? `did you mean "${meant[1]}${meant[2]?.toUpperCase()}"?` : undefined,
    );
  }
  const size = Number(match[1]) * bytesOf[match[2] as keyof typeof bytesOf];
  if (size === 0) return wrong(`${quote(text)} is nothing`, `at least ${least}`);
  return size > 1024 * bytesOf.G
    ? wrong(`${quote(text)} is too large`, "at most 1024G")
    : parsed(size);
}

function wrong(message: string, help = "a number and a unit, such as 200M or 1G"): Parsed<never> {
  return refused("invalid-size", message, help);
}
