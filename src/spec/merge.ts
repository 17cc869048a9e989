import type { MapEntry, MapNode, SpecNode } from "../source/spec-node.ts";

/** One-of values: what a job says replaces the default whole, since half of one and half of the other means nothing. */
const replacedWhole = new Set(["target", "passphrase", "password", "schedule", "run_as"]);

/** Keys of which a mapping may hold only one; writing the first drops what the defaults say under the others. */
const drops: Readonly<Record<string, readonly string[]>> = {
  schedule: ["after", "after_warned"],
  after: ["schedule"],
  exclude: ["select"],
  select: ["exclude"],
};

/**
 * Merges `patch` over `base` as JSON Merge Patch does (RFC 7396): mappings key by key, anything else is replaced. The
 * schema lets no `null` through. Every value keeps the place where it was written.
 */
export function merge(base: SpecNode | undefined, patch: SpecNode): SpecNode {
  if (patch.kind !== "map") return patch;
  const entries = new Map<string, MapEntry>(base?.kind === "map" ? base.entries : []);
  for (const key of patch.entries.keys()) {
    for (const dropped of drops[key] ?? []) entries.delete(dropped);
  }
  for (const [key, { keySpan, value }] of patch.entries) {
    const under = replacedWhole.has(key) ? undefined : entries.get(key)?.value;
    entries.set(key, { keySpan, value: merge(under, value) });
  }
  return { ...patch, entries } satisfies MapNode;
}
