import type { Span } from "./span.ts";
import type { SpecPath } from "./spec-path.ts";

/**
 * The spec as a tree of values with their places: what is left of YAML once it is parsed. Anchors and aliases are
 * resolved; an aliased node keeps the place of its anchor.
 */
export type SpecNode = ScalarNode | ListNode | MapNode;

export interface ScalarNode {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** Written in quotes or as a block, so that it is a string because the user said so. */
  readonly quoted: boolean;
  readonly span: Span;
  readonly path: SpecPath;
}

export interface ListNode {
  readonly kind: "list";
  readonly items: readonly SpecNode[];
  readonly span: Span;
  readonly path: SpecPath;
}

export interface MapNode {
  readonly kind: "map";
  /** In the order of the text. */
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly span: Span;
  readonly path: SpecPath;
}

export interface MapEntry {
  readonly keySpan: Span;
  readonly value: SpecNode;
}
