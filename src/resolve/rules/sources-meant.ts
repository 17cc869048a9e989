import { quote } from "../../diagnostics/words.ts";
import type { JobRule } from "./placed.ts";

/** Where a second path seems to begin within a source. */
const separator = /(?:,\s*|\s+)(?=~?\/)/;

/** Every character of a source is literal; so is what would be a list, or a pattern, to a shell. */
export const sourcesMeant: JobRule = ({ spec }, _on, reporter) => {
  for (const { value, span } of spec.sources) {
    const several = value.split(separator);
    if (several.length > 1) {
      reporter.report("source-like-list", `${quote(value)} is one path, not a list`, {
        span,
        help: `if several are meant, write [${several.map(quote).join(", ")}]`,
      });
      continue;
    }
    const [glob] = /\*|\?|\{[^{}]*,[^{}]*\}/.exec(value) ?? [];
    if (glob === undefined) continue;
    const directory = value.slice(0, value.lastIndexOf("/", value.indexOf(glob))) || "/";
    reporter.report(
      "source-like-pattern",
      `${quote(glob)} stands for itself in a source, not for names`,
      {
        span,
        help: `if a pattern is meant, back up ${quote(directory)}, and choose with select what is in and out`,
      },
    );
  }
};
