import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
} from "yaml";
import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Reporter } from "../diagnostics/reporter.ts";
import { quote } from "../diagnostics/words.ts";
import type { SourceFile } from "./source-file.ts";
import type { Span } from "./span.ts";
import type { MapEntry, ScalarNode, SpecNode } from "./spec-node.ts";
import { formatSpecPath, type SpecPath } from "./spec-path.ts";

/** How many values aliases may add: a few doublings of a list make a billion out of ten lines. */
const mostAliased = 100_000;

/**
 * Makes the spec's tree out of YAML's. Reports single values that mean something else than they seem to, and keeps
 * them in the tree; undefined when aliases make the tree endless.
 */
export function buildTree(root: Node, file: SourceFile, reporter: Reporter): SpecNode | undefined {
  const builder = new TreeBuilder(file, reporter);
  const tree = builder.node(root, []);
  return builder.endless ? undefined : tree;
}

class TreeBuilder {
  readonly #file: SourceFile;
  readonly #reporter: Reporter;
  readonly #anchors = new Map<string, Node>();
  // An alias inside an anchored value goes on meaning the anchor that stood before it there.
  readonly #bound = new Map<Alias, Node>();
  readonly #open = new Set<Node>();
  #insideAlias = false;
  #aliased = 0;
  #looping = false;

  constructor(file: SourceFile, reporter: Reporter) {
    this.#file = file;
    this.#reporter = reporter;
  }

  /** Whether the tree is endless, or as good as. */
  get endless(): boolean {
    return this.#looping || this.#exploded;
  }

  get #exploded(): boolean {
    return this.#aliased > mostAliased;
  }

  node(node: Node, path: SpecPath): SpecNode {
    if (isAlias(node)) return this.#alias(node, path);
    if (this.#insideAlias) this.#aliased++;
    else this.#register(node);
    this.#open.add(node);
    const built = this.#value(node, path);
    this.#open.delete(node);
    return built;
  }

  #value(node: Node, path: SpecPath): SpecNode {
    const span = this.#span(node);
    if (isSeq(node)) {
      const items = node.items.map((item, index) => this.node(item as Node, [...path, index]));
      return { kind: "list", items, span, path };
    }
    if (isMap(node)) return { kind: "map", entries: this.#entries(node.items, path), span, path };
    return this.#scalar(node as Scalar, span, path);
  }

  #entries(pairs: readonly Pair[], path: SpecPath): Map<string, MapEntry> {
    const entries = new Map<string, MapEntry>();
    for (const pair of pairs) {
      const keySpan = this.#span(pair.key as Node);
      const key = this.#key(pair.key as Node, keySpan);
      if (key === undefined) continue;
      const valuePath = [...path, key];
      const value = pair.value
        ? this.node(pair.value as Node, valuePath)
        : emptyScalar({ ...keySpan, start: keySpan.end }, valuePath);
      const first = entries.get(key);
      if (first) {
        this.#report(
          "duplicate-key",
          `key ${quote(key)} is given twice in ${formatSpecPath(path)}`,
          {
            span: keySpan,
            help: "remove or rename one of the two",
            related: [{ message: "the first one", span: first.keySpan }],
          },
        );
      } else {
        entries.set(key, { keySpan, value });
      }
    }
    return entries;
  }

  /** The key's text; undefined when it cannot be one, which was reported. */
  #key(node: Node, span: Span): string | undefined {
    if (!this.#insideAlias) this.#register(node);
    if (isScalar(node) && node.type === "PLAIN" && node.source === "<<") {
      this.#report("merge-key", 'the merge key "<<" is not part of YAML 1.2', {
        span,
        help: 'put what jobs share under "defaults"',
      });
      return undefined;
    }
    if (isScalar(node) && typeof node.value === "string") {
      this.#checkCharacters(node.value, span);
      return node.value;
    }
    const written = this.#file.shownText(span.start, span.end);
    this.#report(
      "key-not-text",
      `a key must be text, ${isScalar(node) ? quote(written) : "this"} is not`,
      {
        span,
        ...(isScalar(node) && written !== "" && { help: `quote it: "${written}"` }),
      },
    );
    return undefined;
  }

  #scalar(node: Scalar, span: Span, path: SpecPath): ScalarNode {
    const value = node.value as ScalarNode["value"];
    const quoted = node.type !== "PLAIN";
    if (typeof value === "string") this.#checkCharacters(value, span);
    if (typeof value === "number") this.#checkNumber(value, span, path);
    if (!quoted) this.#checkMarks(span);
    return { kind: "scalar", value, quoted, span, path };
  }

  /** No argument or path can hold NUL (execve(2)), and half a surrogate pair is no character at all. */
  #checkCharacters(value: string, span: Span): void {
    const bad = /[\0\p{Surrogate}]/u.exec(value)?.[0];
    if (bad === undefined) return;
    const code = bad.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    this.#report("invalid-character", `the character U+${code} cannot be in a value`, {
      span,
      help: bad === "\0" ? "no path, name or argument can hold it" : "write the whole character",
    });
  }

  /** The quotation marks of a word processor, which YAML takes for text. */
  #checkMarks(span: Span): void {
    const mark = /^[\u2018-\u201f\u00ab]/.exec(this.#file.text.slice(span.start, span.end))?.[0];
    if (mark === undefined) return;
    this.#report("needs-quotes", `${mark} does not quote a value, it is a part of it`, {
      span,
      help: `write " or ' around the value; where ${mark} is meant, around ${mark}, too`,
    });
  }

  #checkNumber(value: number, span: Span, path: SpecPath): void {
    const written = this.#file.text.slice(span.start, span.end);
    const plain = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?$/.test(written);
    if (plain && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return;
    const hidden = this.#file.isMasked(span.start, span.end);
    const readings = /^0[0-7]+$/.test(written)
      ? `${value} to YAML 1.2, and ${Number.parseInt(written, 8)} to YAML 1.1`
      : `${value} to YAML`;
    this.#report(
      "number-form",
      hidden
        ? `${formatSpecPath(path)} is a number in an unusual form`
        : `${formatSpecPath(path)}: ${written} is ${readings}`,
      {
        span,
        help:
          hidden || plain || !Number.isSafeInteger(value)
            ? "quote it if it is text"
            : `write ${value}, or "${written}" if it is text`,
      },
    );
  }

  #alias(alias: Alias, path: SpecPath): SpecNode {
    const target = this.#bound.get(alias) ?? this.#anchors.get(alias.source);
    if (!target) throw new Error(`alias without anchor: ${alias.source}`);
    this.#bound.set(alias, target);
    const span = this.#span(alias);
    if (this.#open.has(target)) {
      this.#looping = true;
      this.#report("alias-loop", `"*${alias.source}" stands inside its own anchor`, {
        span,
        related: [{ message: `what "&${alias.source}" names`, span: this.#span(target) }],
      });
      return emptyScalar(span, path);
    }
    if (this.#exploded) return emptyScalar(span, path);
    const outer = this.#insideAlias;
    this.#insideAlias = true;
    const built = this.node(target, path);
    this.#insideAlias = outer;
    if (!outer && this.#exploded) {
      this.#report(
        "too-many-values",
        `aliases blow the spec up to more than ${mostAliased} values`,
        {
          span,
          help: "write less with aliases of aliases",
        },
      );
    }
    return built;
  }

  #register(node: Node): void {
    if (!isAlias(node) && node.anchor !== undefined) this.#anchors.set(node.anchor, node);
  }

  #span(node: Node): Span {
    const [start, end] = node.range ?? [0, 0];
    const text = this.#file.text.slice(start, end);
    return { file: this.#file, start, end: start + text.trimEnd().length };
  }

  /** What is wrong inside an anchored value is said once, where it is written. */
  #report(code: DiagnosticCode, message: string, details: Parameters<Reporter["report"]>[2]): void {
    if (!this.#insideAlias || code === "alias-loop") this.#reporter.report(code, message, details);
  }
}

function emptyScalar(span: Span, path: SpecPath): ScalarNode {
  return { kind: "scalar", value: null, quoted: false, span, path };
}
