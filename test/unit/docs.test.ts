import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { exitCode } from "../../src/cli/exit-code.ts";
import { parseRules } from "../../src/schedule/parse.ts";
import { toCronFields } from "../../src/schedule/to-cron.ts";
import { diagnosticsPage, specPage } from "../support/reference-pages.ts";
import { scratchHost } from "../support/scratch-host.ts";

// What the documents say is tried here: specs are compiled, tables are compared with the code, and whatever a document
// names must exist.

const root = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

const markdownIn = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => path.endsWith(".md"));

const generated = { "docs/spec.md": specPage, "docs/diagnostics.md": diagnosticsPage };
const documents = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...markdownIn("docs"),
];
const written = documents.filter((path) => !(path in generated));

describe.each(Object.entries(generated))("%s", (path, make) => {
  test("is what its source says (UPDATE_GOLDEN=1 writes it anew)", () => {
    const page = make();
    if (process.env.UPDATE_GOLDEN) writeFileSync(join(root, path), page);
    expect(read(path)).toBe(page);
  });
});

/** The fenced blocks of a language that begin a whole spec. */
function wholeSpecs(path: string): { name: string; text: string }[] {
  return [...read(path).matchAll(/^```yaml\n(.*?)^```$/gms)]
    .map(([, text = ""]) => text)
    .filter((text) => /^version:/m.test(text))
    .map((text, index) => ({ name: `${path}, spec ${index + 1}`, text }));
}

const specs = [
  ...written.flatMap(wholeSpecs),
  ...readdirSync(join(root, "examples"))
    .map((name) => `examples/${name}/backup.yaml`)
    .map((name) => ({ name, text: read(name) })),
];

test("the README has a first spec", () => {
  expect(wholeSpecs("README.md").length).toBeGreaterThan(0);
});

// The guide's own spec is kept as the guide has it.
const warnings: Readonly<Record<string, string>> = {
  "examples/reference/backup.yaml": "unverified-job",
};

test.each(specs)("compiles, with no warning but the guide's: $name", async ({ name, text }) => {
  const { holdfast } = scratchHost();
  const { code, stderr } = await holdfast(["compile", "-"], { stdin: text });
  expect(code).toBe(0);
  const codes = [...stderr.matchAll(/warning: .* \[(.*)\]$/gm)].map(([, warning]) => warning);
  expect(codes.join(" ")).toBe(warnings[name] ?? "");
});

/** As a forge makes them of headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, "")
      .replaceAll(" ", "-"),
  );
}

test.each(documents)("every link leads somewhere: %s", (path) => {
  const prose = read(path).replace(/^```.*?^```$/gms, "");
  const targets = [...prose.matchAll(/\]\(([^)]+)\)/g)].map(([, target = ""]) => target);
  const dead = targets.filter((target) => {
    if (target.startsWith("https://")) return false;
    const [file = "", anchor] = target.split("#");
    const linked = file === "" ? path : join(dirname(path), file);
    if (!existsSync(join(root, linked))) return true;
    return anchor !== undefined && !anchorsOf(read(linked)).includes(anchor);
  });
  expect(dead).toEqual([]);
});

test.each(written)("every file that is named exists: %s", (path) => {
  const named = [
    ...read(path).matchAll(/`((?:src|test|templates|scripts|docs|examples|schemas)\/[\w./-]*)`/g),
  ].map(([, name = ""]) => name);
  expect(named.filter((name) => !existsSync(join(root, name)))).toEqual([]);
});

test("ARCHITECTURE.md's code map has every folder and file of src, and every folder of test", () => {
  const map = read("ARCHITECTURE.md");
  const folders = readdirSync(join(root, "test"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `test/${name}`);
  const missing = [...readdirSync(join(root, "src")).map((name) => `src/${name}`), ...folders]
    .filter((path) => !path.endsWith(".d.ts"))
    .filter((path) => !map.includes(`\`${path}\``));
  expect(missing).toEqual([]);
});

test("the index of decisions has each of them", () => {
  const linked = [...read("docs/adr/README.md").matchAll(/\]\(([^)]+)\)/g)].map(([, file]) => file);
  const files = readdirSync(join(root, "docs/adr")).filter((name) => name !== "README.md");
  expect(linked).toEqual(files.sort());
});

test("every invariant names the test that holds it", () => {
  const invariants = read("ARCHITECTURE.md")
    .split("\n\n")
    .filter((paragraph) => paragraph.startsWith("**Invariant:**"));
  expect(invariants.length).toBeGreaterThan(0);
  expect(invariants.filter((text) => !/`test\/[\w./-]+\.(ts|bats|py)`/.test(text))).toEqual([]);
});

/** The first column of a table of the README, as far as it is code. */
function firstColumn(heading: string): string[] {
  const section = read("README.md").split(`\n### ${heading}\n`)[1]?.split("\n#")[0] ?? "";
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, cell = ""]) => cell);
}

/** The reference's script, with every action that a job can have. */
async function wholeScript(): Promise<string> {
  const { directory, holdfast } = scratchHost();
  const reference = read("examples/reference/backup.yaml");
  const stdin = reference.replace(/( +)prune: .*\n/, "$&$1verify: {}\n$1drill: {}\n");
  await holdfast(["compile", "-"], { stdin });
  return readFileSync(join(directory, "out/the-server/jobs/important.sh"), "utf8");
}

describe("the README's tables", () => {
  test("commands are those that holdfast has", () => {
    const named = firstColumn("The command").map((cell) => cell.split(" ")[0]);
    expect(named).toEqual(commands.map(({ name }) => name));
  });

  test("options are those that the commands have", () => {
    const options = firstColumn("The command").map((cell) => cell.match(/--?[a-z-]+/g) ?? []);
    expect(options).toEqual(
      commands.map((command) =>
        command.options.map(({ name, short }) => (short ? `-${short}` : `--${name}`)),
      ),
    );
  });

  test("its exit codes are those that holdfast has", () => {
    const section = read("README.md").split("\n### The command\n")[1]?.split("\n#")[0] ?? "";
    const named = [...section.matchAll(/`(\d+)` /g)].map(([, code]) => Number(code));
    expect(named).toEqual(Object.values(exitCode));
  });

  test("actions are those of a script", async () => {
    const usage = /usage\(\) \{\n(.*?)\n\}/s.exec(await wholeScript())?.[1];
    const actions = [...(usage ?? "").matchAll(/^ {4}' {2}([a-z]+) /gm)].map(([, name]) => name);
    expect(actions.length).toBeGreaterThan(5);
    expect(firstColumn("What a job script does").map((cell) => cell.split(" ")[0])).toEqual(
      actions,
    );
  });

  test("exit codes are those with which a script ends", () => {
    const folder = "templates/job";
    const code = readdirSync(join(root, folder))
      .map((name) => read(join(folder, name)))
      .join("\n")
      .replace(/^ *#.*$/gm, "");
    const ends = [...code.matchAll(/\b(?:die|finish|exit_code=|exit)[ =]?(\d+)\b/g)]
      .map(([, number]) => Number(number))
      // 1 to 3 belong to "status --max-age".
      .filter((number) => number > 3);
    const named = firstColumn("Exit codes of a job script")
      .map(Number)
      .filter((number) => number > 0);
    expect(named).toEqual([...new Set(ends)].sort((a, b) => a - b));
  });
});

test("schedules.md: each notation means the cron fields beside it", () => {
  const owner = { host: "the-server", job: "important", action: "backup" };
  const rows = [...read("docs/schedules.md").matchAll(/^\| `([^`]+)` \| `([^`]+)` \|/gm)];
  expect(rows.length).toBeGreaterThan(5);
  for (const [, notation = "", fields] of rows) {
    const parsed = parseRules(notation, owner);
    expect([notation, parsed.ok && parsed.rules.map(toCronFields).join("; ")]).toEqual([
      notation,
      fields,
    ]);
  }
});

test("anatomy-of-a-job-script.md goes through the sections of a script, in order", async () => {
  const sections = [...(await wholeScript()).matchAll(/^# --- (.+?) -+$/gm)];
  const headings = [...read("docs/anatomy-of-a-job-script.md").matchAll(/^## (.+)$/gm)];
  const names = sections.map(([, name]) => name);
  expect(names.length).toBeGreaterThan(5);
  // Before them what the job is, after them what other jobs have, and what to do without the script.
  expect(headings.map(([, heading]) => heading).slice(1, -2)).toEqual(names);
});

test("anatomy-of-a-job-script.md names functions and variables that scripts have", () => {
  const code = readdirSync(join(root, "templates/job")).map((name) =>
    read(`templates/job/${name}`),
  );
  const words = new Set(
    read("out/the-server/jobs/important.sh")
      .concat(...code)
      .match(/\w+/g),
  );
  const named = [
    ...read("docs/anatomy-of-a-job-script.md").matchAll(/`([a-z]+(?:_[a-z]+)+)`/g),
  ].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !words.has(name))).toEqual([]);
});

test("anatomy-of-a-job-script.md names files that the script keeps", () => {
  const code = readdirSync(join(root, "templates/job"))
    .map((name) => read(join("templates/job", name)))
    .join("\n");
  const table = read("docs/anatomy-of-a-job-script.md").matchAll(/^\| (`.+?) \|/gm);
  const files = [...table].flatMap(([, cell = ""]) => cell.match(/[a-z][a-z.-]+[a-z]/g) ?? []);
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((name) => !code.includes(`/${name}`))).toEqual([]);
});
