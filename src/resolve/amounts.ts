import { quote } from "../diagnostics/words.ts";
import { type Parsed, parsed, refused } from "./parsed.ts";
import type { Amount } from "./resolved-spec.ts";

/** How many files: a whole number, `5`, or a whole percentage of them all, `2%`, up to 100. */
export function parseAmount(text: string): Parsed<Amount> {
  const match = /^([0-9]{1,9})(%?)$/.exec(text);
  const number = Number(match?.[1]);
  const unit = match?.[2] ? "percent" : "files";
  if (!match || (unit === "percent" && number > 100)) {
    const message = `${quote(text)} is neither a number of files nor a percentage`;
    return refused("invalid-amount", message, "a whole number, such as 5 or 2%");
  }
  return parsed({ number, unit });
}
