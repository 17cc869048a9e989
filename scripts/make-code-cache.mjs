// make-code-cache.mjs PROGRAM CACHE ARGS...: runs the program with the arguments, and keeps what V8 compiled for it.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { Script } from "node:vm";

const [node, self, program, cache, ...args] = process.argv;
const script = new Script(readFileSync(program, "latin1"), { filename: program });
process.argv = [node, self, ...args];
// Only what has run by then is in the cache.
process.on("exit", () => writeFileSync(cache, script.createCachedData()));
script.runInThisContext()(createRequire(import.meta.url), dirname(program));
