import { quote } from "../../diagnostics/words.ts";
import { escapeGlob, parseGlob } from "../globs.ts";
import { isWithin } from "../paths.ts";
import type { JobRule } from "./placed.ts";

/** Sources must not overlap, nor lie where the job itself writes: such an archive would hold itself. */
export const sourcesApart: JobRule = ({ job, spec }, { host }, reporter) => {
  const sources = job.sources.flatMap((path, index) => {
    const written = spec.sources[index];
    return written ? [{ path, written }] : [];
  });
  sources.forEach(({ path, written }, index) => {
    const outer = sources.find((other, at) => at !== index && isWithin(path, other.path));
    // Of two equal ones, only the second is too many.
    if (!outer || (outer.path === path && sources.indexOf(outer) > index)) return;
    reporter.report(
      "nested-sources",
      `source ${quote(path)} is part of source ${quote(outer.path)}`,
      {
        span: written.span,
        help: "leave one of the two out",
        related: [{ message: "the other source", span: outer.written.span }],
      },
    );
  });

  const directory = job.target.kind === "file" ? job.target.directory : undefined;
  for (const { path, written } of sources) {
    for (const [what, own] of [
      ["target", directory],
      ["state_dir", host.stateDir],
    ] as const) {
      if (own === undefined || !isWithin(path, own)) continue;
      reporter.report(
        "source-in-archive",
        `source ${quote(path)} lies in the ${what}, ${quote(own)}`,
        {
          span: written.span,
          help: "back up something else: this is where the job writes",
        },
      );
    }
    if (directory === undefined || path === directory || !isWithin(directory, path)) continue;
    const excluded = job.select.some(
      ({ kind, pattern }) => kind === "exclude" && parseGlob(pattern)?.matches(directory),
    );
    if (excluded) continue;
    reporter.report(
      "archive-in-source",
      `the target, ${quote(directory)}, lies in source ${quote(path)}`,
      {
        span: written.span,
        help: `each backup would hold those before it: add ${quote(escapeGlob(directory))} to exclude`,
      },
    );
  }
};
