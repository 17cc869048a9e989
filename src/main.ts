import { run } from "./cli/run.ts";
import { nodeHost } from "./node-host.ts";

run(process.argv.slice(2), nodeHost()).then((code) => {
  process.exitCode = code;
});
