import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
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

const functionsOf = (text: string) =>
  [...text.matchAll(/^([a-z_0-9]+)\(\) \{\n([\s\S]*?)^\}$/gm)].map(([, name = "", body = ""]) => ({
    name,
    body,
  }));

// A function that is missing fails open where it stands in a condition: shellcheck does not tell (0.9.0).
test.each(scripts)("every function that is called is there, once: %s", (path) => {
  const text = read(path);
  const defined = functionsOf(text).map(({ name }) => name);
  const called = [
    ...code(text).matchAll(
      /(?:^|[;&|(!]|\b(?:if|then|else|do|while|until))[ \t]*([a-z]+(?:_[a-z]+)+)(?![\w=)(])/gm,
    ),
    ...code(text).matchAll(
      /\b(?:look ''|capture ''|unless_full|with_passphrases) ([a-z]+(?:_[a-z]+)+)/g,
    ),
    ...text.matchAll(/^at_[a-z]+='(.*)'$/gm),
  ].flatMap(([, names = ""]) => names.split(" ").filter(Boolean));
  expect(called.length).toBeGreaterThan(50);
  expect(called.filter((name) => !defined.includes(name))).toEqual([]);
  expect(defined.filter((name, index) => defined.indexOf(name) !== index)).toEqual([]);
});

// Their names are put together when they are called.
const named = /^(?:do|condition|notifier|check_tell_by)_/;

test.each(scripts)("every function that is there is called: %s", (path) => {
  const text = read(path).replace(/^[ \t]*#.*$/gm, "");
  const functions = functionsOf(text);
  const bodies = new Map(functions.map(({ name, body }) => [name, body]));
  const top = functions.reduce((rest, { body }) => rest.replace(body, ""), text);
  const calls = (body: string) => (body.match(/\w+/g) ?? []).filter((word) => bodies.has(word));
  const reached = new Set<string>();
  const reach = (name: string) => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const next of calls(bodies.get(name) ?? "")) reach(next);
  };
  for (const name of bodies.keys()) if (named.test(name)) reach(name);
  for (const name of calls(top.replace(/^\w+\(\) \{$/gm, ""))) reach(name);
  expect([...bodies.keys()].filter((name) => !reached.has(name))).toEqual([]);
});

/** Of each line, a script has one. */
const alternatives = [
  ["enter-root", "enter-user"],
  ["as-user", "as-user-reading", "as-user-sudo"],
  ["refuse-other", "refuse-root", "through-sudo"],
  ["lock-own", "lock-spec"],
  ["secrets", "secrets-none"],
  ["passphrase", "passphrase-none"],
  ["passphrase-one", "passphrase-previous", "passphrase-none"],
  ["target-file", "target-other", "target-rsync"],
  ["proxy-http", "proxy-none", "proxy-socks5"],
  ["proxy", "proxy-none"],
  ["due-catch-up", "due-once"],
  ["go-on", "go-on-never"],
];

test("no template defines a function of another one that can be in the same script", () => {
  const templates = readdirSync(join(root, "templates/job")).filter((file) => file.endsWith(".sh"));
  const homes = new Map<string, string[]>();
  for (const file of templates) {
    for (const { name } of functionsOf(read(`templates/job/${file}`))) {
      homes.set(name, [...(homes.get(name) ?? []), basename(file, ".sh")]);
    }
  }
  const shared = [...homes].filter(([, files]) => files.length > 1);
  expect(shared.length).toBeGreaterThan(10);
  expect(
    shared.filter(
      ([, files]) => !alternatives.some((some) => files.every((file) => some.includes(file))),
    ),
  ).toEqual([]);
});
