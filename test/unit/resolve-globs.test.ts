import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { escapeGlob, parseGlob } from "../../src/resolve/globs.ts";

/** What duplicity itself, a module of the system's Python, makes of [pattern, path] pairs: null when it cannot read the pattern; else 0, 1 or 2. */
const oracle = `
import json, sys, warnings
warnings.simplefilter("ignore")
from duplicity.globmatch import select_fn_from_glob
class Directory:
    def __init__(self, name): self.uc_name = name
    def isdir(self): return True
def ask(glob, path):
    if glob.lower().startswith("ignorecase:"): glob = glob[11:].lower()
    try: return select_fn_from_glob(glob, 1)(Directory(path)) or 0
    except Exception: return None
print(json.dumps([ask(*pair) for pair in json.load(sys.stdin)]))
`;

const pattern = fc
  .array(
    fc.constantFrom(
      "a",
      "b",
      "B",
      "/",
      "/",
      "*",
      "**",
      "?",
      "[",
      "]",
      "!",
      "^",
      "-",
      ".",
      "+",
      "\\",
      "(",
      "|",
      "é",
      "{",
      "$",
    ),
    { maxLength: 9 },
  )
  .map((parts) => parts.join(""));
const anyPattern = fc.oneof(
  pattern,
  pattern.map((text) => `/a/${text}`),
  pattern.map((text) => `ignorecase:/A${text}`),
);
const path = fc
  .array(fc.constantFrom("a", "b", "ab", "B", ".b", "a]", "[b", "é", "a+b", "\\", "-"), {
    maxLength: 4,
  })
  .map((names) => `/${names.join("/")}`);

it("reads patterns as duplicity does", () => {
  const pairs = fc.sample(fc.tuple(anyPattern, path), { numRuns: 20_000, seed: 7 });
  const answers: unknown = JSON.parse(
    execFileSync("/usr/bin/python3", ["-c", oracle], {
      input: JSON.stringify(pairs),
      encoding: "utf8",
    }),
  );
  const ours = pairs.map(([glob, name]) => {
    const parsed = parseGlob(glob);
    return parsed ? (parsed.matches(name) ? 1 : parsed.reaches(name) ? 2 : 0) : null;
  });
  const differences = pairs.flatMap((pair, index) => {
    const theirs = (answers as unknown[])[index];
    return theirs === ours[index] ? [] : [{ pair, ours: ours[index], theirs }];
  });
  expect(differences.slice(0, 10)).toEqual([]);
  // The sample has some of each.
  expect(new Set(ours)).toEqual(new Set([null, 0, 1, 2]));
});

it("escapes a path so that it matches itself and nothing else", () => {
  fc.assert(
    fc.property(path, path, (one, other) => {
      const glob = parseGlob(escapeGlob(one));
      expect(glob?.matches(one)).toBe(true);
      const inside = one === "/" || other === one || other.startsWith(`${one}/`);
      expect(glob?.matches(other)).toBe(inside);
    }),
  );
});
