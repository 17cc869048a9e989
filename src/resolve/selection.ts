import { quote } from "../diagnostics/words.ts";
import type { JobSpec, SelectionSpec } from "../spec/spec.ts";
import { escapeGlob, type Glob, parseGlob } from "./globs.ts";
import { type Parsed, parsed, refused } from "./parsed.ts";
import { parseLine } from "./paths.ts";
import type { Selection } from "./resolved-spec.ts";
import { read, type Scope } from "./scope.ts";

interface Line extends Selection {
  readonly written: SelectionSpec;
  readonly glob: Glob;
}

/**
 * The lines that decide what is in and out; undefined when something is wrong with one, which was reported. Includes
 * below the last exclude go: they say what holds anyway, and duplicity exits 16 on them.
 *
 * @param sources undefined when they are wrong or missing: then nothing is said of what the patterns match
 */
export function resolveSelection(
  job: JobSpec,
  sources: readonly string[] | undefined,
  scope: Scope,
): readonly Selection[] | undefined {
  const [firstExclude] = job.exclude;
  if (firstExclude && job.select.length > 0) {
    scope.reporter.report("conflicting-settings", 'a job has "exclude" or "select", not both', {
      span: firstExclude.span,
      help: "write it as a line of select: { exclude: … }, where its order counts",
    });
  }
  const excludes = job.exclude.map((pattern): SelectionSpec => ({ kind: "exclude", pattern }));
  const lines = [...excludes, ...job.select].map((written) => resolveLine(written, sources, scope));
  if (!lines.every((line) => line !== undefined)) return undefined;
  if (sources && excludesAll(lines, sources, scope)) return undefined;
  const last = lines.findLastIndex((line) => line.kind === "exclude");
  for (const { written } of lines.slice(last + 1)) {
    scope.reporter.report(
      "redundant-include",
      "nothing below this include is excluded, so it decides nothing",
      {
        span: written.pattern.span,
        help: 'for nothing but what is included, end with { exclude: "**" }',
      },
    );
  }
  return lines.slice(0, last + 1).map(({ kind, pattern }) => ({ kind, pattern }));
}

function resolveLine(
  written: SelectionSpec,
  sources: readonly string[] | undefined,
  scope: Scope,
): Line | undefined {
  const line = read(written.pattern, (text) => parsePattern(text, sources, scope.home), scope);
  return line && { kind: written.kind, written, ...line };
}

function parsePattern(
  text: string,
  sources: readonly string[] | undefined,
  home: string,
): Parsed<{ pattern: string; glob: Glob }> {
  const shown = `pattern ${quote(text)}`;
  const line = parseLine(text, shown);
  if (!line.ok) return line;
  const pattern = text.replace(
    /^(ignorecase:)?~\//i,
    (_, prefix = "") => `${prefix}${escapeGlob(home)}/`,
  );
  const glob = parseGlob(pattern);
  if (!glob) {
    return refused(
      "invalid-pattern",
      `${shown} cannot be read by duplicity`,
      'it has "//", or a set such as [z-a]',
    );
  }
  if (!/^(ignorecase:)?[/*]/i.test(pattern)) {
    return refused(
      "invalid-pattern",
      `${shown} begins neither with "/" nor with "~/" nor with "*"`,
      `did you mean ${quote(`**/${text.replace(/^\.\//, "")}`)}?`,
    );
  }
  if (sources && !sources.some((source) => glob.reaches(source))) {
    const help = /^[^/]*$/.test(pattern)
      ? `for a name anywhere, write ${quote(`**/${text}`)}`
      : "it must begin with a source of the job, or with **";
    return refused("pattern-outside-source", `${shown} matches nothing in the sources`, help);
  }
  return parsed({ pattern, glob });
}

/** An exclude that matches every source and has no include before it leaves nothing. */
function excludesAll(lines: readonly Line[], sources: readonly string[], scope: Scope): boolean {
  const firstInclude = lines.findIndex((line) => line.kind === "include");
  const all = lines
    .slice(0, firstInclude === -1 ? lines.length : firstInclude)
    .find((line) => sources.every((source) => line.glob.matches(source)));
  if (!all) return false;
  scope.reporter.report("nothing-selected", `${quote(all.pattern)} excludes everything`, {
    span: all.written.pattern.span,
    help: "what is to stay in must be included above it",
  });
  return true;
}
