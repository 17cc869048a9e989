import { isElapsed } from "./field.ts";
import type { Schedule } from "./schedule.ts";

/**
 * Whether timers that go by the host's clock would miss runs of a schedule: systemd leaves out the hour that such a clock
 * shows again (252 and 257, measured), and with it what follows elapsed time or another clock.
 *
 * @param timezone what the host's clock shows, when that is known
 */
export function losesRepeatedHour({ rules }: Schedule, timezone: string | null): boolean {
  if (timezone === "UTC") return false;
  return rules.some((rule) => isElapsed(rule) || (rule.timezone ?? timezone) !== timezone);
}
