import type { LockSpec } from "../spec/spec.ts";
import { parseDuration } from "./durations.ts";
import type { ResolvedLock } from "./resolved-spec.ts";
import { read, type Scope } from "./scope.ts";

/** Undefined when something is wrong with it, which was reported. */
export function resolveLock(spec: LockSpec | undefined, scope: Scope): ResolvedLock | undefined {
  const wait = spec?.wait && read(spec.wait, parseDuration, scope);
  if (spec?.wait && !wait) return undefined;
  return { name: spec?.name?.value, wait: wait?.seconds };
}
