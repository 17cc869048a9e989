import type { ConditionsSpec, FreeSpec } from "../spec/spec.ts";
import { parsePath } from "./paths.ts";
import type { ResolvedConditions, ResolvedFree } from "./resolved-spec.ts";
import { read, readFilled, readPath, type Scope } from "./scope.ts";
import { parseKibibytes } from "./sizes.ts";

/** Undefined when something is wrong with them, which was reported. */
export function resolveConditions(
  spec: ConditionsSpec | undefined,
  scope: Scope,
): ResolvedConditions | undefined {
  const mounted = (spec?.mounted ?? []).map((path) =>
    readFilled(path, (text) => parsePath(text, scope.home), scope),
  );
  const free = spec?.free && resolveFree(spec.free, scope);
  if (!mounted.every((path) => path !== undefined) || (spec?.free && !free)) return undefined;
  return {
    mounted,
    acPower: spec?.acPower?.value ?? false,
    unmetered: spec?.unmetered?.value ?? false,
    free,
    reachable: spec?.reachable?.value ?? false,
  };
}

function resolveFree(spec: FreeSpec, scope: Scope): ResolvedFree | undefined {
  const path = spec.path && readPath(spec.path, scope);
  const atLeast = read(spec.atLeast, parseKibibytes, scope);
  if ((spec.path && path === undefined) || atLeast === undefined) return undefined;
  return { path, atLeast };
}
