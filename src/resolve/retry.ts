import type { RetrySpec } from "../spec/spec.ts";
import { parseDuration } from "./durations.ts";
import { read, type Scope } from "./scope.ts";

/** Seconds before each attempt but the first. Undefined when something is wrong, which was reported. */
export function resolveRetry(
  { attempts, wait, backoff }: RetrySpec,
  scope: Scope,
): readonly number[] | undefined {
  const first = wait ? read(wait, parseDuration, scope)?.seconds : 300;
  if (first === undefined) return undefined;
  const factor = backoff?.value ?? 2;
  return Array.from({ length: (attempts?.value ?? 3) - 1 }, (_, index) =>
    Math.round(first * factor ** index),
  );
}
