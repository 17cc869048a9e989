import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { builtForVirtualTime } from "./virtual-time.ts";

/** What systemd-cron's generator makes of the lines of a crontab of root's: the `OnCalendar=` of each one's timer. */
export async function systemdCronTimers(lines: readonly string[]): Promise<string[]> {
  const directory = await generate(lines.map((line) => `${line}\n`).join(""));
  try {
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

/** Runs each command of a crontab of root's once, as the services that systemd-cron's generator makes of them would. */
export async function systemdCronRun(crontab: string): Promise<void> {
  const directory = await generate(crontab);
  try {
    const services = readdirSync(directory).filter((name) => name.endsWith(".service"));
    const commands = services.map((service) => {
      const [, command] =
        /^ExecStart=(.*)$/m.exec(readFileSync(join(directory, service), "utf8")) ?? [];
      return command ?? "false";
    });
    // What systemd gives to every service: systemd.exec(5).
    const env = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C" };
    const run = ["-euc", "for command; do $command; done", "sh", ...commands];
    await promisify(execFile)("/bin/sh", run, { cwd: "/", env });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** A new directory with the units. */
async function generate(crontab: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "systemd-cron."));
  writeFileSync(join(directory, "crontab"), crontab);
  const generator = builtForVirtualTime("systemd-crontab-generator");
  await promisify(execFile)("unshare", [
    ...["--mount", "--propagation", "private", "sh", "-euc", world, "sh", directory, generator],
  ]);
  return directory;
}

const world = `
mount -t tmpfs tmpfs /var/spool/cron
mount -t tmpfs tmpfs /etc/cron.d
mount --bind /dev/null /etc/crontab
mkdir -m 1730 /var/spool/cron/crontabs
install -m 600 "$1/crontab" /var/spool/cron/crontabs/root
python3 "$2" "$1"
`;
