/**
 * duplicity's patterns (globmatch.py; 0.8.22 and 3.0.1 agree): `*` and `?` match within a name, `**` across names,
 * `[…]` one character of a set, and `ignorecase:` in front makes the rest lower case. A pattern that can match neither
 * the directory that a backup starts from nor anything below it ends the run with exit code 14.
 */
export interface Glob {
  /** Whether the pattern matches a path, or a directory that the path lies in. */
  matches(path: string): boolean;
  /** Whether the pattern matches a path, or can match something below it. */
  reaches(path: string): boolean;
}

/** @returns undefined for a pattern that duplicity cannot read: an empty one, one with `//`, one with a set such as `[z-a]` */
export function parseGlob(pattern: string): Glob | undefined {
  const ignoreCase = /^ignorecase:/i.test(pattern);
  const glob = ignoreCase ? pattern.slice("ignorecase:".length).toLowerCase() : pattern;
  if (glob === "") return undefined;
  const plain = glob === "/" ? "/**" : glob.replace(/\/$/, "");
  const steps = plain.replace(/\*\*.*$/s, "**").split("/");
  if (steps.slice(1, -1).includes("")) return undefined;
  const prefixes = steps.map((_, index) => steps.slice(0, index + 1).join("/") || "/");
  try {
    const whole = new RegExp(`^${expression(plain)}($|/)`, "su");
    const scanned = new RegExp(`^(${prefixes.map(expression).join("|")})$`, "su");
    return {
      matches: (path) => whole.test(path),
      reaches: (path) => whole.test(path) || scanned.test(path),
    };
  } catch {
    return undefined;
  }
}

/** A path as a pattern that matches only it. */
export function escapeGlob(path: string): string {
  return path.replace(/[[*?]/g, "[$&]");
}

/** A part of a pattern, read from the left: a set has at least one character, and an unclosed `[` is literal. */
const parts = /\*\*|[*?]|\[(?:([!^])|(?![!^]))(\][^\]]*|[^\]]+)\]|./gsu;

function expression(glob: string): string {
  return glob.replace(parts, (part, negated: string | undefined, set: string | undefined) => {
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    if (set !== undefined) return `[${negated ? "^" : ""}${set.replace(/[\\\]]/g, "\\$&")}]`;
    return part.replace(/[$()*+.?[\\\]^{|}]/, "\\$&");
  });
}
