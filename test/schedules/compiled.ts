import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Span } from "./zones.ts";

const host = "host";

/** Jobs compiled for one host, in a directory of their own; their duplicity only tells when it was called. */
export interface CompiledJobs {
  /** By job, what the spec says. */
  readonly schedules: ReadonlyMap<string, unknown>;
  /** The text of a file below the host's output. */
  read(path: string): string;
  /** By job, the instants within a span that `holdfast schedule` prints. */
  promised({ from, to }: Span): Map<string, number[]>;
  /** By job, the minutes at which duplicity was called since this was last asked. */
  takeStarts(): Map<string, number[]>;
  /** As if the jobs had just been installed. */
  forget(): void;
}

/**
 * @param holdfast the command
 * @param schedules as a spec has them; those that Holdfast refuses are left out
 * @param settings of the host: its scheduler and the like
 * @param directory an empty one, for all that belongs to them
 * @param seenAs the same directory's name on the machine that runs them
 */
export function compileJobs(
  holdfast: string,
  schedules: readonly unknown[],
  settings: Readonly<Record<string, unknown>>,
  directory: string,
  seenAs = directory,
): CompiledJobs {
  const at = (path: string) => join(directory, path);
  const seen = (path: string) => join(seenAs, path);
  // What sandboxes let a job write to is its state and its target.
  const calls = "disk/calls";
  for (const path of ["source", "disk", "home", "state", "bin"]) mkdirSync(at(path));
  writeFileSync(at("source/file"), "");
  writeFileSync(at("bin/duplicity"), duplicity(seen(calls)), { mode: 0o755 });
  const run = (...args: readonly string[]) =>
    execFileSync(process.execPath, [holdfast, ...args], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
      stdio: "pipe",
    });

  const refused = new Set<number>();
  const writeSpec = () => {
    const jobs = schedules.map((schedule, i) => [`job${i}`, job(seenAs, schedule)] as const);
    const kept = jobs.filter((_, i) => !refused.has(i));
    // A job to a line.
    const lines = kept.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
    const hosts = {
      [host]: {
        ...{
          user: "root",
          home: at("home"),
          state_dir: at("state"),
          install_dir: at(`out/${host}`),
        },
        ...{ path: [at("bin")], jobs: kept.map(([name]) => name) },
        ...settings,
      },
    };
    writeFileSync(
      at("backup.yaml"),
      `{ "version": 1, "jobs": {\n${lines.join(",\n")}\n}, "hosts": ${JSON.stringify(hosts)} }\n`,
    );
    return kept;
  };
  const all = writeSpec();
  for (const line of linesWithErrors(holdfast, at("backup.yaml"))) refused.add(line - 2);
  const kept = refused.size > 0 ? writeSpec() : all;
  run("compile", at("backup.yaml"), "-o", at("out"));

  return {
    schedules: new Map(kept.map(([name, { backup }]) => [name, backup.schedule])),
    read: (path) => readFileSync(at(`out/${host}/${path}`), "utf8"),
    promised({ from, to }) {
      const printed: unknown = JSON.parse(
        run("schedule", at("backup.yaml"), "--json", "--next", "1000", "--from", iso(from)),
      );
      const { hosts } = printed as { hosts: Record<string, Record<string, { backup: string[] }>> };
      return new Map(
        Object.entries(hosts[host] ?? {}).map(([name, { backup }]) => [
          name,
          backup
            .map((text) => Date.parse(text))
            .filter((instant) => instant > from && instant < to),
        ]),
      );
    },
    takeStarts() {
      const starts = new Map<string, number[]>();
      const lines = existsSync(at(calls)) ? readFileSync(at(calls), "utf8") : "";
      rmSync(at(calls), { force: true });
      for (const [, second, name = ""] of lines.matchAll(/^(\d+) (\S+)$/gm)) {
        const minute = Math.floor(Number(second) / 60) * 60_000;
        starts.set(name, [...(starts.get(name) ?? []), minute]);
      }
      return starts;
    },
    forget() {
      rmSync(at("state"), { recursive: true });
      mkdirSync(at("state"));
    },
  };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/:00\.000Z$/, "+00:00");
}

function job(directory: string, schedule: unknown) {
  return {
    source: join(directory, "source"),
    target: { url: `file://${join(directory, "disk")}` },
    encryption: "none",
    backup: { schedule },
  };
}

function linesWithErrors(holdfast: string, spec: string): number[] {
  const arguments_ = [holdfast, "check", spec, "--format", "json"];
  const { stdout } = spawnSync(process.execPath, arguments_, { encoding: "utf8" });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { severity: string; line: number }[];
  };
  return diagnostics.filter(({ severity }) => severity === "error").map(({ line }) => line);
}

/** Succeeds like duplicity, and keeps on record when it was called for which job. */
function duplicity(calls: string): string {
  return `#!/bin/sh
for word; do
  case \${word} in
    --name=*) name=\${word#*=} ;;
  esac
done
echo "$(date +%s) \${name}" >>'${calls}'
echo '--------------[ Backup Statistics ]--------------'
echo 'Errors 0'
`;
}
