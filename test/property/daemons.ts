import type { Dialect } from "../../src/schedule/daemon.ts";
import type { Zone } from "../../src/schedule/zone.ts";
import { zoneNamed } from "../../src/schedule/zone.ts";

const minute = 60_000;

/**
 * When a daemon starts what stands on a line, between two instants, ms: what was measured of each, told from the text of
 * the line alone.
 */
export function starts(
  daemon: Dialect | "systemd",
  line: string,
  from: number,
  to: number,
  hostZone: Zone,
): number[] {
  const { fields, zone } =
    daemon === "systemd" ? ofOnCalendar(line, hostZone) : ofCrontab(line, hostZone);
  const once = daemon === "systemd" || daemon === "systemd-cron";
  const minded = (daemon === "debian" || daemon === "cronie") && !/^(\*|\S+ \*)/.test(line);
  const found: number[] = [];
  let shown = from + zone.offsetAt(from) - minute;
  for (let at = from; at <= to; at += minute) {
    const wall = at + zone.offsetAt(at);
    const again = wall <= shown;
    // A gap: what is minded in it comes now, each time of its own.
    for (let missed = shown + minute; minded && missed < wall; missed += minute) {
      if (comes(fields, missed)) found.push(at);
    }
    if (comes(fields, wall) && !(again && (once || minded))) found.push(at);
    shown = Math.max(shown, wall);
  }
  return found;
}

/** Minute, hour, day, month, weekday; a negative day is one from the end of the month. */
type Fields = readonly ReadonlySet<number>[];

function comes([minutes, hours, days, months, weekdays]: Fields, wall: number): boolean {
  const date = new Date(wall);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  const day = date.getUTCDate();
  return (
    holds(minutes, date.getUTCMinutes()) &&
    holds(hours, date.getUTCHours()) &&
    (holds(days, day) || holds(days, day - last - 1)) &&
    holds(months, date.getUTCMonth() + 1) &&
    holds(weekdays, date.getUTCDay())
  );
}

function holds(values: ReadonlySet<number> | undefined, value: number): boolean {
  return values?.has(value) ?? false;
}

function ofCrontab(line: string, zone: Zone): { fields: Fields; zone: Zone } {
  return { fields: line.split(" ").map((field) => valuesOf(field, "-")), zone };
}

function ofOnCalendar(line: string, hostZone: Zone): { fields: Fields; zone: Zone } {
  const match = /^(?:([A-Z][A-Za-z.,]+) )?\*-(\S+?)([-~])(\S+) (\S+):(\S+):00(?: (\S+))?$/.exec(
    line,
  );
  if (!match) throw new Error(line);
  const [, weekdays, months = "", mark, days = "", hours = "", minutes = "", zone] = match;
  const names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  // Sunday ends systemd's week.
  const numbers = (weekdays ?? "*").replace(/[A-Z][a-z]+/g, (name) =>
    String(names.indexOf(name) || 7),
  );
  const onDays = [...valuesOf(days, "..")].map((day) => (mark === "~" ? -day : day));
  const onWeekdays = [...valuesOf(numbers, "..")].map((day) => day % 7);
  return {
    fields: [
      valuesOf(minutes, ".."),
      valuesOf(hours, ".."),
      new Set(onDays),
      valuesOf(months, ".."),
      new Set(onWeekdays),
    ],
    zone: zone === undefined ? hostZone : zoneNamed(zone),
  };
}

function valuesOf(field: string, to: string): Set<number> {
  const values = new Set<number>();
  for (const item of field === "*" ? [`0${to}59`] : field.split(",")) {
    const [first, last = first] = item.split(to).map(Number);
    for (let value = first ?? 0; value <= (last ?? 0); value++) values.add(value);
  }
  return values;
}
