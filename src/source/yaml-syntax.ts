import { type Alias, type Document, isAlias, isCollection, type Node, visit } from "yaml";
import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Reporter } from "../diagnostics/reporter.ts";
import { quote } from "../diagnostics/words.ts";
import type { Stretch } from "./mask.ts";
import type { SourceFile } from "./source-file.ts";
import { explain, isMisindented } from "./yaml-errors.ts";

/** Reports what keeps a document from being read; false when there is nothing. */
export function reportSyntax(
  document: Document.Parsed,
  file: SourceFile,
  reporter: Reporter,
): boolean {
  return new SyntaxCheck(file, reporter).finds(document);
}

class SyntaxCheck {
  readonly #file: SourceFile;
  readonly #reporter: Reporter;
  readonly #brackets: Stretch[] = [];
  readonly #quoted: Stretch[] = [];
  readonly #anchors = new Set<string>();
  readonly #lines = new Set<number>();

  constructor(file: SourceFile, reporter: Reporter) {
    this.#file = file;
    this.#reporter = reporter;
  }

  finds(document: Document.Parsed): boolean {
    visit(document, { Node: (_, node) => this.#node(node) });
    if (document.directives.yaml.explicit && document.directives.yaml.version !== "1.2") {
      const start = Math.max(this.#file.text.search(/^%YAML/m), 0);
      const help = "remove the line: a spec is YAML 1.2";
      this.#report("yaml-syntax", "another version of YAML", [start, start + 5], help);
    }
    for (const { code, pos } of [...document.errors, ...document.warnings]) {
      if (code === "BAD_SCALAR_START") {
        const character = quote(this.#file.text[pos[0]] ?? "");
        this.#needsQuotes(pos[0], `an unquoted value cannot begin with ${character}`);
      }
    }
    let misindented = false;
    for (const error of [...document.errors, ...document.warnings]) {
      if (isMisindented(error)) {
        if (misindented) continue;
        misindented = true;
      }
      // One mistake makes the parser stumble several times, mostly on the same line.
      const delimited = { brackets: this.#brackets, quoted: this.#quoted };
      const { message, help, place } = explain(error, this.#file, delimited);
      if (this.#lines.has(this.#lineOf(error.pos[0])) || this.#lines.has(this.#lineOf(place[0]))) {
        continue;
      }
      this.#report("yaml-syntax", message, place, help);
    }
    return this.#lines.size > 0;
  }

  #node(node: Node): void {
    const [start, end] = node.range ?? [0, 0];
    if (isAlias(node)) {
      if (!this.#anchors.has(node.source)) this.#unknownAlias(node, [start, end]);
      return;
    }
    if (node.anchor !== undefined) this.#anchors.add(node.anchor);
    if (isCollection(node)) {
      if (node.flow) this.#brackets.push([start, end]);
    } else if (/^["']/.test(this.#file.text.slice(start, end))) {
      this.#quoted.push([start, end]);
    }
    if (node.tag !== undefined) {
      const before = this.#file.text.slice(0, start);
      const tag = Math.max(before.search(/!\S*\s*(?:&\S+\s*)?$/), 0);
      this.#needsQuotes(tag, 'a value that begins with "!" has a tag to YAML');
    }
  }

  #unknownAlias(alias: Alias, [start, end]: Stretch): void {
    if (!/^[A-Za-z0-9_-]+$/.test(alias.source)) {
      this.#needsQuotes(start, 'a value that begins with "*" is an alias to YAML');
      return;
    }
    const written = quote(this.#file.shownText(start, end));
    const help = "mark a value before it with an anchor (&), or quote this one if it is text";
    this.#report("unknown-alias", `${written} is an alias without an anchor`, [start, end], help);
  }

  #needsQuotes(start: number, message: string): void {
    const inBrackets = this.#brackets.some(([from, to]) => from < start && start < to);
    const end = start + plainLength(this.#file.text.slice(start), inBrackets);
    const text = this.#file.shownText(start, end);
    const help = this.#file.isMasked(start, end)
      ? "quote the value"
      : `quote it: ${inQuotes(text)}`;
    this.#report("needs-quotes", message, [start, end], help);
  }

  #report(code: DiagnosticCode, message: string, [start, end]: Stretch, help: string): void {
    this.#lines.add(this.#lineOf(start));
    this.#reporter.report(code, message, { span: { file: this.#file, start, end }, help });
  }

  #lineOf(offset: number): number {
    return this.#file.positionAt(offset).line;
  }
}

/** How far an unquoted value that YAML does not understand was meant to reach. */
function plainLength(text: string, inBrackets: boolean): number {
  const end = text.search(
    inBrackets ? /[ \t]*(?:[,\]}]|[ \t]#|\r?\n|$)/ : /[ \t]*(?:[ \t]#|\r?\n|$)/,
  );
  return Math.max(end, 1);
}

function inQuotes(text: string): string {
  return /["\\]/.test(text) ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
}
