import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One command as cron started it: the minute (ms since 1970), and the text that its shell gets. */
export interface Firing {
  readonly at: number;
  readonly command: string;
}

/**
 * Has Debian's cron daemon live through a time on a crontab of root's, in UTC, and records what it starts. Needs root
 * and a C compiler; the daemon sees nothing of the machine's own crontabs.
 */
export function virtualCron(crontab: string, fromMs: number, toMs: number): Firing[] {
  const directory = mkdtempSync(join(tmpdir(), "virtual-cron."));
  try {
    const log = join(directory, "log");
    runDaemon(directory, crontab, fromMs, toMs, { VIRTUAL_CRON_LOG: log });
    if (!existsSync(log)) return [];
    return readFileSync(log, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const tab = line.indexOf("\t");
        // cron wakes up a second after the minute begins.
        return {
          at: Math.floor(Number(line.slice(0, tab)) / 60) * 60_000,
          command: line.slice(tab + 1),
        };
      });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** As {@link virtualCron}, but the commands run, and each has ended before the clock goes on. */
export function virtualCronRun(crontab: string, fromMs: number, toMs: number): void {
  const directory = mkdtempSync(join(tmpdir(), "virtual-cron."));
  try {
    runDaemon(directory, crontab, fromMs, toMs, {});
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function runDaemon(
  directory: string,
  crontab: string,
  fromMs: number,
  toMs: number,
  environment: Readonly<Record<string, string>>,
): void {
  const clock = join(directory, "virtual-cron.so");
  execFileSync("cc", ["-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", clock, source]);
  const file = join(directory, "crontab");
  writeFileSync(file, crontab);
  // cron reloads a crontab that is younger than its last look: both clocks must agree that this one is old.
  execFileSync(
    "unshare",
    ["--mount", "--propagation", "private", "sh", "-euc", daemon, "sh", file],
    {
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        ...environment,
        PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
        TZ: "UTC",
        CLOCK: clock,
        VIRTUAL_CRON_START: String(fromMs / 1000),
        VIRTUAL_CRON_END: String(toMs / 1000),
      },
    },
  );
}

const source = join(import.meta.dirname, "virtual-cron.c");

const daemon = `
mount -t tmpfs tmpfs /var/spool/cron
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /etc/cron.d
mount --bind /dev/null /etc/crontab
mkdir -m 1730 /var/spool/cron/crontabs
install -m 600 "$1" /var/spool/cron/crontabs/root
touch -d 2001-01-01 /var/spool/cron/crontabs/root /var/spool/cron/crontabs /etc/cron.d
LD_PRELOAD=\${CLOCK} exec cron -f
`;
