import { dayOf, daysFrom, instantOf, minutesOfDay } from "./calendar.ts";
import { isElapsed } from "./field.ts";
import type { Rule, Schedule } from "./schedule.ts";
import { endOfGap, instantsShowing, type Zone, zoneNamed } from "./zone.ts";

/**
 * The first `count` instants after another (not at it); ms since 1970-01-01T00:00Z.
 *
 * @param hostZone what the host's clock shows, for rules that name no zone
 */
export function nextInstants(
  schedule: Schedule,
  fromEpochMs: number,
  count: number,
  hostZone: Zone,
): number[] {
  const each = schedule.rules.map((rule) => firstOf(rule, fromEpochMs, count, hostZone));
  const all = new Set(each.flat());
  return [...all].sort((a, b) => a - b).slice(0, count);
}

function firstOf(rule: Rule, fromEpochMs: number, count: number, hostZone: Zone): number[] {
  const zone = rule.timezone === null ? hostZone : zoneNamed(rule.timezone);
  const minutes = minutesOfDay(rule);
  const found = new Set<number>();
  // A zone's clock is at most 14 hours before UTC's, and the end of a gap may come a day late.
  for (const day of daysFrom(rule, dayOf(fromEpochMs) - 2)) {
    if (found.size >= count) break;
    for (const minute of minutes) {
      for (const instant of instantsAt(rule, instantOf(day, minute), zone)) {
        if (instant > fromEpochMs) found.add(instant);
      }
    }
  }
  return [...found].sort((a, b) => a - b).slice(0, count);
}

/** When a rule comes that has a certain time of the wall clock on a day of its own. */
function instantsAt(rule: Rule, wallMs: number, zone: Zone): readonly number[] {
  const shown = instantsShowing(wallMs, zone);
  if (isElapsed(rule)) return shown;
  return [shown[0] ?? endOfGap(wallMs, zone)];
}
