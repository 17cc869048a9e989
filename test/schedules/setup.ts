import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { figuresFile } from "./figures.ts";

/** Builds the cron daemons that are no packages, and prints the figures of all proofs when they have ended. */
export default function setup(): () => void {
  execFileSync("sh", ["test/lab/virtual-time.sh", "node_modules/.cache/virtual-time"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  rmSync(figuresFile, { force: true });
  return () => {
    if (existsSync(figuresFile)) process.stdout.write(`\n${readFileSync(figuresFile, "utf8")}`);
  };
}
