import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [
    {
      // The same meaning that esbuild's "text" loader gives these files in the bundle.
      name: "template-text",
      enforce: "pre",
      load(id) {
        return /\.(sh|py)$/.test(id)
          ? `export default ${JSON.stringify(readFileSync(id, "utf8"))}`
          : undefined;
      },
    },
    {
      // And its "file" loader those.
      name: "wasm-file",
      enforce: "pre",
      load(id) {
        return id.endsWith(".wasm") ? `export default ${JSON.stringify(id)}` : undefined;
      },
    },
  ],
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    server: { deps: { inline: [/\.wasm$/] } },
    globalSetup: "scripts/generate.mjs",
    setupFiles: "test/support/seed.ts",
  },
});
