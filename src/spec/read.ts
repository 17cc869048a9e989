import type { Located } from "../source/located.ts";
import type { MapNode, SpecNode } from "../source/spec-node.ts";
import { formatSpecPath } from "../source/spec-path.ts";

// Reads nodes that the schema has let through: another shape than the one asked for is a bug in Holdfast, and throws.

export function map(node: SpecNode): MapNode {
  if (node.kind !== "map") throw unexpected(node, "a mapping");
  return node;
}

export function text(node: SpecNode): Located<string> {
  if (node.kind !== "scalar" || typeof node.value !== "string") throw unexpected(node, "a text");
  return { value: node.value, span: node.span, path: node.path };
}

export function flag(node: SpecNode): Located<boolean> {
  if (node.kind !== "scalar" || typeof node.value !== "boolean") throw unexpected(node, "a flag");
  return { value: node.value, span: node.span, path: node.path };
}

export function number(node: SpecNode): Located<number> {
  if (node.kind !== "scalar" || typeof node.value !== "number") throw unexpected(node, "a number");
  return { value: node.value, span: node.span, path: node.path };
}

/** A number that may be written with a sign, and so as text; as text in any case. */
export function numberOrText(node: SpecNode): Located<string> {
  if (node.kind !== "scalar" || typeof node.value !== "number") return text(node);
  const { value, ...written } = number(node);
  return { ...written, value: String(value) };
}

/** One of a few words. */
export function word<const T extends string>(...words: readonly T[]): Reader<Located<T>> {
  return (node) => {
    const located = text(node);
    const value = words.find((candidate) => candidate === located.value);
    if (value === undefined) throw unexpected(node, `one of ${words.join(", ")}`);
    return { ...located, value };
  };
}

/** The items of a list; anything else stands for a list of one. */
export function list(node: SpecNode): readonly SpecNode[] {
  return node.kind === "list" ? node.items : [node];
}

export function texts(node: SpecNode): readonly Located<string>[] {
  return list(node).map(text);
}

export type Reader<T> = (node: SpecNode) => T;

/** What a mapping has under a key, read; undefined when the key is missing. */
export function get<T>(node: MapNode, key: string, read: Reader<T>): T | undefined {
  const entry = node.entries.get(key);
  return entry && read(entry.value);
}

/** What a mapping has under a key that the schema requires. */
export function need<T>(node: MapNode, key: string, read: Reader<T>): T {
  const entry = node.entries.get(key);
  if (entry === undefined) throw unexpected(node, `a mapping with "${key}"`);
  return read(entry.value);
}

function unexpected(node: SpecNode, expected: string): Error {
  return new Error(`the schema let ${formatSpecPath(node.path)} through, which is not ${expected}`);
}
