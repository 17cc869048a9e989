import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

/** Everything that the command is made of, and who imports whom; built once. */
const inputs: Metafile["inputs"] = (
  await build({
    absWorkingDir: root,
    entryPoints: ["src/main.ts"],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "cjs",
    outdir: "dist",
    loader: { ".sh": "text", ".py": "text", ".wasm": "file" },
  })
).metafile.inputs;

const modules = Object.keys(inputs).filter((path) => path.startsWith("src/"));

/** `src/plan/build.ts` → `plan`; `src/main.ts` → `main`. */
const layerOf = (path: string) => /^src\/([^/.]+)/.exec(path)?.[1] ?? path;

/** Types leave no trace in a bundle, so imports are read from the text as well. */
function importsOf(path: string): string[] {
  const text = readFileSync(join(root, path), "utf8");
  const written = [...text.matchAll(/^(?:import|export)\b[^;]*?from "(\.[^"]+)"/gms)].map(
    ([, target]) => join(path, "..", target ?? ""),
  );
  const bundled = (inputs[path]?.imports ?? []).map((found) => found.path);
  return [...new Set([...written, ...bundled])];
}

/** Which layers each may import, besides itself. The order is that of ARCHITECTURE.md. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  host: [],
  text: [],
  schedule: ["text"],
  shell: ["text"],
  systemd: ["text"],
  cron: ["text"],
  launchd: ["text"],
  markdown: ["text"],
  "shell-syntax": [],
  source: ["diagnostics", "text"],
  diagnostics: ["source", "text"],
  schema: ["source", "diagnostics", "text"],
  spec: ["source", "diagnostics", "schedule", "text"],
  resolve: [
    "spec",
    "source",
    "diagnostics",
    "schedule",
    "shell",
    "shell-syntax",
    "systemd",
    "cron",
    "launchd",
    "text",
  ],
  plan: ["resolve", "source", "schedule", "shell", "systemd", "cron", "text"],
  emit: ["plan", "schedule", "shell", "systemd", "cron", "launchd", "markdown", "text"],
  output: ["emit", "host"],
  compile: [
    "source",
    "diagnostics",
    "schema",
    "shell-syntax",
    "spec",
    "resolve",
    "plan",
    "emit",
    "output",
    "cron",
    "host",
  ],
  shellcheck: ["spec", "source", "diagnostics", "host"],
  cli: ["compile", "shellcheck", "diagnostics", "plan", "schedule", "output", "host"],
  "node-host": ["host"],
  main: ["cli", "node-host"],
};

test("the bundle holds the whole of src", () => {
  expect(modules).toContain("src/main.ts");
  expect(modules.length).toBeGreaterThan(40);
  expect([...new Set(modules.map(layerOf))].filter((layer) => !(layer in allowed))).toEqual([]);
});

test("imports run one way", () => {
  const wrong = modules.flatMap((path) =>
    importsOf(path)
      .filter((target) => target.startsWith("src/"))
      .filter((target) => layerOf(target) !== layerOf(path))
      .filter((target) => !allowed[layerOf(path)]?.includes(layerOf(target)))
      .map((target) => `${path} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test("emit and plan know nothing of YAML or of places in the text", () => {
  const wrong = modules
    .filter((path) => ["emit", "plan", "output"].includes(layerOf(path)))
    .flatMap((path) => importsOf(path).map((target) => `${path} imports ${target}`))
    .filter((line) => /imports src\/(source\/(?!spec-path)|diagnostics|schema|spec)/.test(line));
  expect(wrong).toEqual([]);
});

test("only emit reads templates", () => {
  const readers = modules.filter((path) =>
    importsOf(path).some((target) => target.startsWith("templates/")),
  );
  expect([...new Set(readers.map(layerOf))]).toEqual(["emit"]);
});

test("only src/source/yaml*.ts import yaml, only node-host the shell parser, and nothing else is from npm", () => {
  const fromNpm = modules.flatMap((path) =>
    importsOf(path)
      .filter((target) => target.includes("node_modules/"))
      .map((target) => `${path}: ${/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(target)?.[1]}`),
  );
  expect(fromNpm.length).toBeGreaterThan(0);
  for (const line of fromNpm) {
    expect(line).toMatch(/^src\/(?:source\/yaml[a-z-]*\.ts: yaml|node-host\.ts: sh-syntax)$/);
  }
});

test("only main and node-host touch the machine", () => {
  const machine =
    /(?<!parser\.)\bprocess\b(?!\(\.\.\.)|\bglobalThis\b|\brequire\(|Date\.now|new Date\(\)|performance\b|Math\.random|(?:from|import|import\()\s*["'](?:node:)?(?:fs|child_process|os|process|net|http|https|tty|worker_threads|timers)(?:\/[a-z]+)?["']/;
  const withoutProse = (text: string) =>
    text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
  const touching = modules.filter(
    (path) =>
      !path.includes("/generated/") &&
      machine.test(withoutProse(readFileSync(join(root, path), "utf8"))),
  );
  expect(touching.sort()).toEqual(["src/main.ts", "src/node-host.ts"]);
});

test("of Node, the other modules import only what computes", () => {
  const builtin = modules
    .filter((path) => !["main", "node-host"].includes(layerOf(path)))
    .flatMap((path) => inputs[path]?.imports ?? [])
    .map(({ path }) => path)
    .filter((path) => path.startsWith("node:"));
  expect([...new Set(builtin)].sort()).toEqual(["node:crypto", "node:util"]);
});

test("nothing that could open a connection is bundled, and only check starts a program", () => {
  const builtin = Object.values(inputs)
    .flatMap(({ imports }) => imports)
    .filter(({ external }) => external)
    .map(({ path }) => path.replace(/^node:/, ""));
  expect([...new Set(builtin)].sort()).toEqual([
    "buffer",
    "child_process",
    "crypto",
    "fs",
    "path",
    "process",
    "util",
  ]);
  const starting = modules.filter((path) =>
    /\.runTool\(|shellcheck\(/.test(readFileSync(join(root, path), "utf8")),
  );
  expect(starting.sort()).toEqual(["src/cli/commands/check.ts", "src/shellcheck.ts"]);
});
