import { Composer, type CST, isScalar, type ParsedNode, Parser } from "yaml";
import type { Reporter } from "../diagnostics/reporter.ts";
import type { SourceFile } from "./source-file.ts";
import type { SpecNode } from "./spec-node.ts";
import { reportSyntax } from "./yaml-syntax.ts";
import { buildTree } from "./yaml-tree.ts";

/** The composer calls itself for each level, and the spec needs nine. */
const deepest = 64;

/**
 * Reads a text as one YAML 1.2 document (core schema; anchors, but no merge keys, tags or directives).
 *
 * All mistakes are reported. Undefined when no tree can be trusted; else a tree that can be checked further, even when
 * single values were reported.
 */
export function parseYaml(file: SourceFile, reporter: Reporter): SpecNode | undefined {
  if (reportControlCharacters(file, reporter)) return undefined;
  const tokens = [...new Parser().parse(file.text)];
  const deep = tokens.map((token) => tooDeep(token, 0)).find((offset) => offset !== undefined);
  if (deep !== undefined) {
    reporter.report("yaml-syntax", `nested more than ${deepest} levels deep`, {
      span: { file, start: deep, end: deep + 1 },
    });
    return undefined;
  }
  const options = {
    version: "1.2",
    schema: "core",
    uniqueKeys: false,
    prettyErrors: false,
  } as const;
  const [document, second] = new Composer(options).compose(tokens);
  if (document && reportSyntax(document, file, reporter)) return undefined;
  if (second) {
    reporter.report("multiple-documents", 'a second document begins here ("---")', {
      span: { file, start: second.range[0], end: second.range[0] + 3 },
      help: "a spec is one document: remove the line, or make two files",
    });
    return undefined;
  }
  if (!document?.contents || isEmpty(document.contents)) {
    reporter.report("empty-spec", "the spec is empty", {
      span: { file, start: 0, end: 0 },
      help: 'begin with "version: 1"; "holdfast init" writes a first spec',
    });
    return undefined;
  }
  return buildTree(document.contents, file, reporter);
}

const isEmpty = (node: ParsedNode) => isScalar(node) && node.type === "PLAIN" && node.source === "";

/** The offset of the first value that lies too deep. */
function tooDeep(token: CST.Token, depth: number): number | undefined {
  if (depth > deepest) return token.offset;
  if (token.type === "document") return token.value ? tooDeep(token.value, depth) : undefined;
  if (!("items" in token)) return undefined;
  for (const { key, value } of token.items) {
    for (const child of [key, value]) {
      const found = child ? tooDeep(child, depth + 1) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** YAML 1.2 allows no control characters in a text (c-printable); the parser lets them through. Each is reported once. */
function reportControlCharacters(file: SourceFile, reporter: Reporter): boolean {
  const seen = new Set<string>();
  for (const { 0: character, index } of file.text.matchAll(
    /(?![\t\n\r\x85])[\p{Cc}\p{Surrogate}\ufffe\uffff]/gu,
  )) {
    if (seen.has(character)) continue;
    seen.add(character);
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    reporter.report("invalid-character", `the character U+${code} is not allowed in YAML`, {
      span: { file, start: index, end: index + 1 },
      help:
        character === "\0"
          ? "is this a text file, in UTF-8?"
          : `in a value, write it as "\\u${code}" in double quotes`,
    });
  }
  return seen.size > 0;
}
