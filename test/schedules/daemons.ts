import type { Clock } from "./zones.ts";

/** What a scheduler makes of times that a change of the clocks skips or shows twice. */
interface Habit {
  /** Of the two times that a clock shows a wall */
  readonly repeated: "first" | "both";
  readonly skipped: "never" | "after the gap";
}

const literal: Habit = { repeated: "both", skipped: "never" };

/** Debian's cron and cronie: a line whose minute or hour begins with `*` is what they call wild, and so is `@hourly`. */
function vixie(fields: string): Habit {
  return /^(\*|\S+ \*|@hourly)/.test(fields)
    ? literal
    : { repeated: "first", skipped: "after the gap" };
}

const systemd = (): Habit => ({ repeated: "first", skipped: "never" });

/** The habits of each, for a line's time fields (measured; cron(8), "Daylight Saving Time and other time changes"). */
export const habits = {
  debian: vixie,
  cronie: vixie,
  busybox: () => literal,
  systemd,
  "systemd-cron": systemd,
} as const satisfies Record<string, (fields: string) => Habit>;

export type Daemon = keyof typeof habits;

/** When a daemon starts what is due at walls, ascending; as often as it starts it. */
export function startsOf(walls: readonly number[], habit: Habit, clock: Clock): number[] {
  return walls
    .flatMap((wall) => {
      const [first, ...again] = clock.instantsOf(wall);
      if (first === undefined) return habit.skipped === "never" ? [] : [clock.afterGap(wall)];
      return habit.repeated === "both" ? [first, ...again] : [first];
    })
    .sort((a, b) => a - b);
}
