import { Sealed } from "../text/sealed.ts";

/**
 * The name of a unit, with its suffix: `holdfast-important-backup.timer`; of a template, with the `@` before it; of
 * an instance of one, with `@` and its name.
 */
export type UnitName = Sealed<"systemd unit name">;

/**
 * Names a unit. systemd.unit(5) allows a few characters more, which need escaping somewhere else; the names of jobs
 * and actions do not have them.
 *
 * @throws on other characters, and on a name of more than 255 bytes
 */
export function unitName(stem: string, suffix: "service" | "timer"): UnitName {
  const name = `${stem}.${suffix}`;
  if (!/^[A-Za-z0-9_-]+(@[A-Za-z0-9_-]*)?$/.test(stem) || name.length > 255) {
    throw new Error(`${JSON.stringify(name)} is no name for a unit`);
  }
  return new Sealed("systemd unit name", name);
}

/** The name as that of the file that holds the unit. */
export function unitFileName(name: UnitName): string {
  return Sealed.open(name);
}
