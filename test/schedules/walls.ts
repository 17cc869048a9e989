import { nextInstants } from "../../src/schedule/next.ts";
import type { Rule } from "../../src/schedule/schedule.ts";
import { utc } from "../../src/schedule/zone.ts";

/** When rules are due on a clock that is never changed; from a wall on, up to another, ascending. */
export function wallsOf(rules: readonly Rule[], from: number, to: number): number[] {
  for (let count = 64; ; count *= 8) {
    const walls = nextInstants({ rules, catchUp: false }, from - 1, count, utc);
    if ((walls.at(-1) ?? to) >= to) return walls.filter((wall) => wall < to);
  }
}
