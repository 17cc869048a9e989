import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [
    {
      // The same meaning that esbuild's "text" loader gives these files in the bundle.
      name: "shell-text",
      enforce: "pre",
      load(id) {
        return id.endsWith(".sh")
          ? `export default ${JSON.stringify(readFileSync(id, "utf8"))}`
          : undefined;
      },
    },
  ],
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    globalSetup: "scripts/generate.mjs",
  },
});
