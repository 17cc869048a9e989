// build.mjs [DIR]: builds the command into dist/ or DIR: program.js, everything in one file; program.cache, V8's code for
// it; main.wasm, the shell parser, which is read only when a spec has shell text; and holdfast.cjs, which starts them.
// Together they need nothing but Node.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { generate } from "./generate.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = resolve(process.argv[2] ?? join(root, "dist"));

await generate();
const { outputFiles, metafile } = await build({
  absWorkingDir: root,
  entryPoints: ["src/main.ts"],
  write: false,
  metafile: true,
  bundle: true,
  platform: "node",
  target: "node20",
  // CommonJS, as yaml's ESM entry breaks a bundle; in a function, as the launcher has to hand it `require`.
  format: "cjs",
  // What the launcher runs has no import() of its own.
  supported: { "dynamic-import": false },
  banner: { js: "(function (require, __dirname) {" },
  footer: { js: "})" },
  define: { "import.meta.dirname": "__dirname" },
  outdir: dist,
  loader: { ".sh": "text", ".py": "text", ".wasm": "file" },
  assetNames: "[name]",
});
const outputOf = (extension) => outputFiles.find(({ path }) => path.endsWith(extension));

mkdirSync(dist, { recursive: true });
const work = mkdtempSync(join(dist, "build-"));
try {
  const program = join(work, "program.js");
  const cache = join(work, "program.cache");
  const launcher = join(work, "holdfast.cjs");
  const parser = join(work, "main.wasm");
  writeFileSync(program, outputOf(".js").text + licences(Object.keys(metafile.inputs)));
  writeFileSync(parser, outputOf(".wasm").contents);
  const reference = [
    "compile",
    join(root, "examples/reference/backup.yaml"),
    "-o",
    join(work, "out"),
  ];
  // What it says of the reference is not the build's matter, unless it fails.
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, "scripts/make-code-cache.mjs"), program, cache, ...reference],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  if (status !== 0) process.stderr.write(stderr);
  copyFileSync(join(root, "scripts/launcher.cjs"), launcher);
  chmodSync(launcher, 0o755);
  // An old cache must never meet a new program.
  rmSync(join(dist, "program.cache"), { force: true });
  for (const file of [parser, program, cache, launcher]) renameSync(file, file.replace(work, dist));
} finally {
  rmSync(work, { recursive: true });
}

/** The licences of what is bundled, as they ask to be kept; Ajv's helpers come by way of the generated validator. */
function licences(inputs) {
  const bundled = inputs.flatMap(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  return [...new Set(["ajv", ...bundled])]
    .sort()
    .map(
      (name) =>
        `\n/* ${name}\n\n${readFileSync(join(root, "node_modules", name, "LICENSE"), "ascii")}*/\n`,
    )
    .join("");
}
