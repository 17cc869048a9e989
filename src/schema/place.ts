import type { Span } from "../source/span.ts";
import type { ListNode, MapNode, ScalarNode, SpecNode } from "../source/spec-node.ts";

/** A value of the spec, and what names it. */
export interface Place {
  readonly node: SpecNode;
  /** The key of the value; for an item of a list and for the whole spec, where it begins. */
  readonly name: Span;
}

/** Finds a value by JSON Pointer (RFC 6901). */
export function placeAt(root: SpecNode, pointer: string): Place {
  let place: Place = { node: root, name: beginning(root) };
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    place = child(place.node, key);
  }
  return place;
}

function child(node: SpecNode, key: string): Place {
  if (node.kind === "map") {
    const entry = asMap(node).entries.get(key);
    if (entry) return { node: entry.value, name: entry.keySpan };
  }
  const item = asList(node).items[Number(key)];
  if (!item) throw new Error(`no ${key} in ${node.path.join("/")}`);
  return { node: item, name: beginning(item) };
}

/** What a person sees first of a value: its first key, or the value. */
function beginning(node: SpecNode): Span {
  if (node.kind !== "map") return node.span;
  const [first] = node.entries.values();
  return first?.keySpan ?? node.span;
}

// The schema looks into a value only once its kind is known; another kind here is a bug.
export function asMap(node: SpecNode): MapNode {
  if (node.kind !== "map") throw new Error(`${node.path.join("/")} is a ${node.kind}`);
  return node;
}

export function asList(node: SpecNode): ListNode {
  if (node.kind !== "list") throw new Error(`${node.path.join("/")} is a ${node.kind}`);
  return node;
}

export function asScalar(node: SpecNode): ScalarNode {
  if (node.kind !== "scalar") throw new Error(`${node.path.join("/")} is a ${node.kind}`);
  return node;
}

/** The tree without its places. */
export function plain(node: SpecNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plain);
  // Without a prototype, a key such as __proto__ is a key like any other.
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, { value }] of node.entries) copy[key] = plain(value);
  return copy;
}
