import { defineConfig } from "vitest/config";
import shared from "../../vitest.config.ts";

// Apart from the other tests: they need daemons that are built first, and print figures.
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ["test/schedules/*.proof.ts"],
    globalSetup: ["scripts/generate.mjs", "test/schedules/setup.ts"],
    testTimeout: 7_200_000,
  },
});
