import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const scripts = ["out", "test/golden"].flatMap((directory) =>
  readdirSync(join(root, directory), { recursive: true })
    .map((path) => join(directory, String(path)))
    .filter((path) => /\/jobs\/[^/]+\.sh$/.test(path)),
);

/** Without comments, sums, and what stands in quotes: data, and programs in other languages. */
const code = (text: string) =>
  text.replace(
    /(?<=^|[ \t])#.*$|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\.|\$\(\(.*?\)\)(?!\))/gm,
    (part) => (part.startsWith("#") ? "" : "''"),
  );

// A function that is missing fails open where it stands in a condition: shellcheck does not tell (0.9.0).
test.each(scripts)("every function that is called is there: %s", (path) => {
  const text = readFileSync(join(root, path), "utf8");
  const defined = new Set([...text.matchAll(/^([a-z_]+)\(\) \{/gm)].map(([, name]) => name));
  const called = [
    ...code(text).matchAll(
      /(?:^|[;&|(!]|\b(?:if|then|else|do|while|until))[ \t]*([a-z]+(?:_[a-z]+)+)(?![\w=)(])/gm,
    ),
    ...code(text).matchAll(/\b(?:look ''|unless_full|with_passphrases) ([a-z]+(?:_[a-z]+)+)/g),
    ...text.matchAll(/^at_[a-z]+='(.*)'$/gm),
  ].flatMap(([, names = ""]) => names.split(" ").filter(Boolean));
  expect(called.length).toBeGreaterThan(50);
  expect(called.filter((name) => !defined.has(name))).toEqual([]);
});
