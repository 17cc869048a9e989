import { appendFileSync } from "node:fs";
import { join } from "node:path";

/** Where the figures of a run are collected. */
export const figuresFile = join(import.meta.dirname, "../../node_modules/.cache/schedule-figures");

const { SCHEDULES, SEED } = process.env as { SCHEDULES?: string; SEED?: string };

/** The long form (npm run test:schedules) goes through whole years, the short one through the days that matter. */
export const long = SCHEDULES === "long";

/** What the random expressions of a run are made from; a failure tells it, to be given again. */
export const seed = Number(SEED ?? Date.now() % 1_000_000);

/** Adds a line to what is printed at the end. */
export function figure(line: string): void {
  appendFileSync(figuresFile, `figures: ${line}\n`);
}
