#!/usr/bin/env node
// Starts program.js beside this file, from V8's code cache when that was made by this very Node: compiling the program
// anew would take longer than most of what it is asked to do. A cache that does not fit is passed over by V8.
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

const filename = join(__dirname, "program.js");
let cachedData;
try {
  cachedData = readFileSync(join(__dirname, "program.cache"));
} catch {
  // Only slower.
}
// The build writes nothing but ASCII, which is read fastest so.
new Script(readFileSync(filename, "latin1"), { filename, cachedData }).runInThisContext()(
  require,
  __dirname,
);
