import type { LimitsSpec } from "../spec/spec.ts";
import type { ResolvedLimits } from "./resolved-spec.ts";
import { read, type Scope } from "./scope.ts";
import { parseKibibytes } from "./sizes.ts";

/** Undefined when something is wrong with them, which was reported. */
export function resolveLimits(
  spec: LimitsSpec | undefined,
  scope: Scope,
): ResolvedLimits | undefined {
  const bandwidth = spec?.bandwidth && read(spec.bandwidth, parseKibibytes, scope);
  if (spec?.bandwidth && bandwidth === undefined) return undefined;
  return { nice: spec?.nice?.value, ionice: spec?.ionice?.value, bandwidth };
}
