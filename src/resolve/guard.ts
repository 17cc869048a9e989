import { quote } from "../diagnostics/words.ts";
import type { Located } from "../source/located.ts";
import type { GuardSpec } from "../spec/spec.ts";
import { type Parsed, parsed, refused } from "./parsed.ts";
import { parsePath } from "./paths.ts";
import type { ResolvedGuard } from "./resolved-spec.ts";
import { read, readFilled, type Scope } from "./scope.ts";

/** Undefined when something is wrong with it, which was reported. */
export function resolveGuard(spec: GuardSpec | undefined, scope: Scope): ResolvedGuard | undefined {
  const mounted = resolvePaths(spec?.mounted ?? [], scope);
  const sentinels = resolvePaths(spec?.sentinels ?? [], scope);
  const maxShrink = spec?.maxShrink && read(spec.maxShrink, parsePercent, scope);
  if (!mounted || !sentinels || (spec?.maxShrink && maxShrink === undefined)) return undefined;
  return { mounted, sentinels, maxShrink };
}

function resolvePaths(written: readonly Located<string>[], scope: Scope): string[] | undefined {
  const paths = written.map((path) =>
    readFilled(path, (text) => parsePath(text, scope.home), scope),
  );
  return paths.every((path) => path !== undefined) ? paths : undefined;
}

/** `50%`: a whole number from 1 to 99. */
function parsePercent(text: string): Parsed<number> {
  const match = /^([1-9][0-9]?)%$/.exec(text);
  if (match) return parsed(Number(match[1]));
  return refused("invalid-percentage", `${quote(text)} is not a percentage`, "from 1% to 99%");
}
