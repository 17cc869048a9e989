import type { Reporter } from "../diagnostics/reporter.ts";
import type { SpecNode } from "../source/spec-node.ts";
import validator from "./generated/validator.js";
import { reportMistakes } from "./mistakes.ts";
import { placeAt, plain } from "./place.ts";
import type { RawError } from "./raw-error.ts";

/**
 * Holds the spec against the schema: keys, types, and the shape of names. Reports every mistake once.
 *
 * @returns whether the spec has the schema's shape, so that it can be decoded
 */
export function validate(root: SpecNode, reporter: Reporter): boolean {
  if (validator(plain(root))) return true;
  const byValue = new Map<string, RawError[]>();
  for (const error of validator.errors ?? []) {
    // These two only say that another error follows from the value.
    if (error.keyword === "if" || error.keyword === "propertyNames") continue;
    const errors = byValue.get(error.instancePath);
    if (errors) errors.push(error);
    else byValue.set(error.instancePath, [error]);
  }
  // A value that YAML takes for something unexpected was reported when it was read.
  const seen = new Set(reporter.diagnostics.map(({ span }) => span?.start));
  for (const [pointer, errors] of byValue) {
    const place = placeAt(root, pointer);
    // An aliased value is wrong wherever it is used, and is said to be so once, where it is written.
    const first = !seen.has(place.node.span.start);
    seen.add(place.node.span.start);
    if (first) reportMistakes(place, errors, reporter);
  }
  return false;
}
