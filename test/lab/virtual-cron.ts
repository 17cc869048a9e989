import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { builtForVirtualTime, writeShared } from "./virtual-time.ts";

/** How each daemon is called, and the length of its sleeps that are to take no time. */
const daemons = {
  debian: { command: ["cron", "-f"], rest: 10 },
  cronie: { command: [builtForVirtualTime("cronie"), "-f", "-i", "-m", "off"], rest: 10 },
  busybox: {
    command: [builtForVirtualTime("busybox"), "crond", "-f", "-c", "/var/spool/cron/crontabs"],
    rest: 0,
  },
} as const;

/** A cron daemon that can live in virtual time; cronie and busybox are built by `virtual-time.sh`. */
export type CronDaemon = keyof typeof daemons;

/** Where and how long a daemon lives. */
export interface VirtualTime {
  readonly daemon: CronDaemon;
  /** What its clock shows, as a name of the time zone database. */
  readonly zone: string;
  /** ms since 1970, whole minutes. The first commands come a minute later, the last a minute before the end. */
  readonly from: number;
  readonly to: number;
}

/** One command as cron started it: the minute (ms since 1970), and the text that its shell gets. */
export interface Firing {
  readonly at: number;
  readonly command: string;
}

/**
 * Has a cron daemon live through a time on a crontab of root's, and records what it starts. Needs root and a C
 * compiler; the daemon sees nothing of the machine's own crontabs.
 */
export async function virtualCron(crontab: string, time: VirtualTime): Promise<Firing[]> {
  const directory = mkdtempSync(join(tmpdir(), "virtual-cron."));
  try {
    await runDaemon(directory, crontab, time, ["virtual-cron", "recorded-starts"]);
    const starts = join(directory, "starts");
    if (!existsSync(starts)) return [];
    return readFileSync(starts, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const tab = line.indexOf("\t");
        // Debian's cron wakes up a second after the minute begins.
        return {
          at: Math.floor(Number(line.slice(0, tab)) / 60) * 60_000,
          command: line.slice(tab + 1),
        };
      });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** As {@link virtualCron}, but the commands run, by the same clock, and each has ended before it goes on. */
export async function virtualCronRun(crontab: string, time: VirtualTime): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "virtual-cron."));
  try {
    await runDaemon(directory, crontab, time, ["virtual-cron"]);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function runDaemon(
  directory: string,
  crontab: string,
  { daemon, zone, from, to }: VirtualTime,
  preloaded: readonly string[],
): Promise<void> {
  const file = join(directory, "crontab");
  writeFileSync(file, crontab);
  writeShared(join(directory, "clock"), from / 1000, "w");
  const { command, rest } = daemons[daemon];
  await promisify(execFile)(
    "unshare",
    ["--mount", "--propagation", "private", "sh", "-euc", world, "sh", directory, ...command],
    {
      env: {
        PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
        SHELL: "/bin/sh",
        TZ: zone,
        CLOCK: builtForVirtualTime("virtual-clock.so"),
        PRELOAD: preloaded.map((name) => builtForVirtualTime(`${name}.so`)).join(" "),
        VIRTUAL_CRON_END: String(to / 1000),
        VIRTUAL_CRON_REST: String(rest),
      },
    },
  );
}

// cron reloads a crontab that is younger than its last look: both clocks must agree that this one is old.
const world = `
mount -t tmpfs tmpfs /run
mkdir /run/virtual /run/changes /run/work
mount --bind "$1" /run/virtual
mount -t overlay -o lowerdir=/etc,upperdir=/run/changes,workdir=/run/work overlay /etc
mount -t tmpfs tmpfs /etc/cron.d
mount -t tmpfs tmpfs /var/spool/cron
mkdir -m 1730 /var/spool/cron/crontabs
install -m 600 "$1/crontab" /var/spool/cron/crontabs/root
true >/etc/crontab
ln -sf "/usr/share/zoneinfo/\${TZ}" /etc/localtime
touch -d 2001-01-01 /var/spool/cron/crontabs/root /var/spool/cron/crontabs /etc/crontab /etc/cron.d
echo "\${CLOCK}" >/etc/ld.so.preload
shift
LD_PRELOAD=\${PRELOAD} exec "$@"
`;
