import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { builtForVirtualTime } from "./virtual-time.ts";

/** What systemd-cron's generator makes of the lines of a crontab of root's: the `OnCalendar=` of each one's timer. */
export async function systemdCronTimers(lines: readonly string[]): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), "systemd-cron."));
  try {
    writeFileSync(join(directory, "crontab"), lines.map((line) => `${line}\n`).join(""));
    const generator = builtForVirtualTime("systemd-crontab-generator");
    await promisify(execFile)("unshare", [
      ...["--mount", "--propagation", "private", "sh", "-euc", world, "sh", directory, generator],
    ]);
    return lines.map((line, i) => {
      const timer = readFileSync(join(directory, `cron-root-root-${i}.timer`), "utf8");
      const [, value, ...more] = timer.split(/^OnCalendar=(.*)$/m);
      if (value === undefined || more.length > 1) throw new Error(`no single time in ${line}`);
      return value;
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const world = `
mount -t tmpfs tmpfs /var/spool/cron
mount -t tmpfs tmpfs /etc/cron.d
mount --bind /dev/null /etc/crontab
mkdir -m 1730 /var/spool/cron/crontabs
install -m 600 "$1/crontab" /var/spool/cron/crontabs/root
python3 "$2" "$1"
`;
