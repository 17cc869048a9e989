import { nextInstants } from "../../src/schedule/next.ts";
import type { Rule } from "../../src/schedule/schedule.ts";
import { utc } from "../../src/schedule/zone.ts";
import type { Span } from "./zones.ts";

/**
 * When rules are due on a clock that is never changed, from a wall on and up to another, ascending.
 *
 * @returns undefined when that is more often than `most` times
 */
export function wallsOf(
  rules: readonly Rule[],
  { from, to }: Span,
  most: number,
): number[] | undefined {
  for (let count = 64; ; count *= 8) {
    const walls = nextInstants({ rules, catchUp: false }, from - 1, count, utc);
    const within = walls.filter((wall) => wall < to);
    if (within.length > most) return undefined;
    if (within.length < walls.length) return within;
  }
}
