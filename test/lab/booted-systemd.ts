import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A machine whose first process is a real systemd: a copy of this one that forgets all changes, in a container. */
export interface BootedSystemd {
  /** Runs a command there, as root. @throws when it fails */
  run(program: string, ...args: readonly string[]): string;
  close(): Promise<void>;
}

/** Boots it, within seconds. Needs root. `shared`: a directory that both machines see under the same name. */
export async function bootSystemd(shared: string): Promise<BootedSystemd> {
  const home = mkdtempSync(join(tmpdir(), "holdfast-systemd."));
  const boot = join(import.meta.dirname, "boot-systemd.sh");
  const nspawn = spawn("unshare", ["--mount", "--propagation", "private", boot, home, shared], {
    detached: true,
    stdio: "ignore",
  });
  const leader = () =>
    spawnSync("pgrep", ["--parent", String(nspawn.pid), "--oldest"], {
      encoding: "utf8",
    }).stdout.trim();
  const enter = (command: readonly string[]) => [
    ...["--target", leader(), "--all", "--", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
    ...command,
  ];
  const isUp = () =>
    leader() !== "" &&
    // "degraded" is up as well: in a container something always fails.
    /^(running|degraded)$/m.test(
      spawnSync("nsenter", enter(["systemctl", "is-system-running"]), { encoding: "utf8" }).stdout,
    );
  const close = async () => {
    const first = leader();
    for (const pid of [Number(first), nspawn.pid ?? 0]) if (pid > 1) process.kill(pid, "SIGKILL");
    while (nspawn.exitCode === null && nspawn.signalCode === null) await sleep(50);
    rmSync(home, { recursive: true });
  };
  for (const limit = Date.now() + 60_000; !isUp(); await sleep(200)) {
    if (Date.now() > limit) {
      await close();
      throw new Error("systemd did not boot");
    }
  }
  return {
    run: (...command) => execFileSync("nsenter", enter(command), { encoding: "utf8" }),
    close,
  };
}
