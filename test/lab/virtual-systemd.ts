import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bootSystemd } from "./booted-systemd.ts";
import { builtForVirtualTime, writeShared } from "./virtual-time.ts";

/** A booted machine whose clock stands still unless it is moved, and with it systemd's timers. */
export interface VirtualSystemd {
  /** A directory that the machine sees as /srv; sandboxes hide temporary directories. */
  readonly shared: string;
  /**
   * Has the machine live through a time (ms since 1970, whole minutes) with the units in a directory below /srv. Each
   * service has ended before the clock goes on.
   */
  live(units: string, zone: string, from: number, to: number): Promise<void>;
  close(): Promise<void>;
}

const libraries = ["virtual-clock.so", "virtual-timers.so"];

/** Boots it, within seconds. Needs root. */
export async function bootVirtualSystemd(): Promise<VirtualSystemd> {
  const directory = mkdtempSync(join(tmpdir(), "virtual-systemd."));
  const virtual = join(directory, "virtual");
  const shared = join(directory, "shared");
  mkdirSync(virtual);
  mkdirSync(shared);
  for (const library of libraries) cpSync(builtForVirtualTime(library), join(virtual, library));
  for (const file of ["clock", "next"]) writeShared(join(virtual, file), 0, "w");
  const machine = await bootSystemd(directory);
  const sh = (script: string, ...args: readonly string[]) =>
    machine.run("sh", "-euc", script, "sh", ...args);
  const nextEvent = () => Number(readFileSync(join(virtual, "next")).readBigInt64LE());
  const isIdle = () => machine.run("systemctl", "list-jobs", "--no-legend").trim() === "";

  /** Waits until all that is due has been done. @returns when the next is due, in seconds; 0 for never */
  async function settled(now: number): Promise<number> {
    for (const limit = Date.now() + 120_000; Date.now() < limit; await sleep(10)) {
      const next = nextEvent();
      if ((next === 0 || next > now) && isIdle()) return nextEvent();
    }
    throw new Error(`systemd does not come to rest: ${machine.run("systemctl", "list-jobs")}`);
  }

  sh(prepare, directory);
  return {
    shared,
    async live(units, zone, from, to) {
      const setClock = (seconds: number) => writeShared(join(virtual, "clock"), seconds, "r+");
      let now = from / 1000;
      setClock(now);
      sh(install, units, zone);
      for (;;) {
        const next = await settled(now);
        if (next === 0 || next >= to / 1000) break;
        now = next;
        setClock(now);
      }
      sh(uninstall);
    },
    async close() {
      await machine.close();
      rmSync(directory, { recursive: true });
    },
  };
}

// The limit to starts is one of elapsed time, of which hardly any passes.
const prepare = `
mount --bind "$1/shared" /srv
mkdir /run/virtual
mount --bind "$1/virtual" /run/virtual
mkdir -p /etc/systemd/system.conf.d
printf '[Manager]\\nDefaultStartLimitIntervalSec=0\\n' >/etc/systemd/system.conf.d/no-limit.conf
systemctl stop '*.timer'
`;

const install = `
cp "$1"/* /etc/systemd/system
ln -sf "/usr/share/zoneinfo/$2" /etc/localtime
echo ${libraries.map((library) => `/run/virtual/${library}`).join(" ")} >/etc/ld.so.preload
systemctl daemon-reexec
cd /etc/systemd/system
systemctl start holdfast-*.timer
`;

const uninstall = `
cd /etc/systemd/system
systemctl stop holdfast-*.timer
rm holdfast-*
`;
