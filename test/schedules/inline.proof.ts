import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cronCommandWord } from "../../src/cron/command-word.ts";
import { cronEntry, renderCrontab } from "../../src/cron/crontab.ts";
import { systemdCronRun } from "../lab/systemd-cron.ts";
import { virtualCronRun } from "../lab/virtual-cron.ts";
import { buildCommand } from "../support/built-command.ts";
import { figure, seed } from "./figures.ts";

// With "style: inline" the daemons themselves start duplicity: it must get the very words and environment that the job's
// script gives it, whatever the paths are.

const daemons = ["debian", "cronie", "busybox", "systemd-cron"] as const;
const holdfast = buildCommand();
const minute = 60_000;
const start = Date.UTC(2026, 0, 1);

/** What the shell, a daemon, or systemd-cron's splitting at blanks would change. */
const sharp = [
  ..."'\"\\`%#;&|<>(){}[]*?!~^=:,@+- é日🗝\u00a0\u3000",
  ...[
    "%%",
    "%H",
    "\\n",
    "\\\\",
    "'\\''",
    "  ",
    "   ",
    " #",
    "$(id)",
    "`id`",
    "--",
    "$ ",
    ">&2",
    "a",
  ],
];

/** @param longest bytes of it on a crontab line */
const hostileName = (longest: number) =>
  fc
    .array(fc.constantFrom(...sharp), { minLength: 3, maxLength: 9 })
    .map((parts) => parts.join(""))
    .filter((name) => {
      const line = renderCrontab([cronEntry("@reboot", cronCommandWord(name))]);
      return Buffer.byteLength(line) - "@reboot \n".length <= longest;
    });

/** A file name of its own for each thing that a job has. */
interface Names {
  readonly source: string;
  readonly passphrase: string;
  readonly password: string;
  readonly exclude: string;
}

const namesOf = (name: fc.Arbitrary<string>): fc.Arbitrary<Names> =>
  fc.record({ source: name, passphrase: name, password: name, exclude: name });

const server = { url: "rsync://ada@127.0.0.1:1::module/" };
const login = (password: string) => ({ user: "a%b#c'", password: { file: password } });

/** Every kind of target that has an environment of its own. */
const targets: readonly ((password: string) => object)[] = [
  () => ({ url: `file://${lab}/disk` }),
  (password) => ({ ...server, password: { file: password } }),
  (password) => ({ ...server, password: { file: password }, proxy: "socks5://127.0.0.1:9050" }),
  (password) => ({ ...server, proxy: { socks5: "127.0.0.1:9050", ...login(password) } }),
  (password) => ({ ...server, proxy: { http: "127.0.0.1:3128", ...login(password) } }),
];

let lab: string;
const tally = { lines: 0 };

beforeAll(() => {
  lab = mkdtempSync(join(tmpdir(), "inline."));
  for (const path of ["bin", "disk", "records", "secrets", "source", "state"]) mkdirSync(at(path));
  copyFileSync(join(import.meta.dirname, "../lab/recorder.py"), at("bin/duplicity"));
  execFileSync("chmod", ["755", at("bin/duplicity")]);
  writeFileSync(at("bin/rsync"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
});

afterAll(() => {
  rmSync(lab, { recursive: true });
  figure(
    `crontab lines with duplicity itself: ${tally.lines} through ${daemons.join(", ")}, each as the script calls it`,
  );
});

function at(path: string): string {
  return join(lab, path);
}

/** Compiles a job for each target, and makes what the jobs need. */
function compile(dialect: string, all: readonly Names[]): string[] {
  rmSync(at("out"), { recursive: true, force: true });
  // To a job that is there already, another source is a mistake.
  rmSync(at("state"), { recursive: true });
  mkdirSync(at("state"));
  const jobs = targets.map((target, i) => {
    const { source, passphrase, password, exclude } = all[i] ?? expect.unreachable();
    const file = (name: string) => at(`secrets/${i}${name}`);
    mkdirSync(at(`source/${i}${source}`), { recursive: true });
    writeFileSync(at(`source/${i}${source}/file`), "");
    writeFileSync(file(passphrase), ` the "${passphrase}" `, { mode: 0o600 });
    writeFileSync(file(`w${password}`), `the '${password}'\n`, { mode: 0o600 });
    const job = {
      source: at(`source/${i}${source}`),
      exclude: [`**/${exclude}`],
      target: target(file(`w${password}`)),
      encryption: { passphrase: { file: file(passphrase) } },
      backup: { schedule: "* * * * *", full_if_older_than: "2M" },
    };
    return [`job${i}`, job] as const;
  });
  const host = {
    ...{ user: "root", home: homedir(), state_dir: at("state"), path: [at("bin")] },
    ...{
      scheduler: "cron",
      dialect,
      timezone: "UTC",
      style: "inline",
      jobs: jobs.map(([name]) => name),
    },
  };
  const spec = { version: 1, jobs: Object.fromEntries(jobs), hosts: { here: host } };
  writeFileSync(at("backup.yaml"), JSON.stringify(spec, null, 1));
  execFileSync(process.execPath, [holdfast, "compile", at("backup.yaml"), "-o", at("out")], {
    stdio: "pipe",
  });
  return jobs.map(([name]) => name);
}

interface Call {
  readonly argv: readonly string[];
  readonly rsync: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly umask: number;
}

/**
 * The recorded calls since the last time, by job.
 *
 * @param inherited what the test's own environment has for the daemon to hand on
 */
function takeCalls(inherited: readonly string[] = []): Map<string | undefined, Call> {
  const calls = readdirSync(at("records")).map((file) => {
    const { argv, rsync, environment, directory, umask }: Call = JSON.parse(
      readFileSync(at(`records/${file}`), "utf8"),
    );
    rmSync(at(`records/${file}`));
    const own = Object.entries(environment).filter(
      // Where the shell was started says nothing of the job.
      ([name]) => name !== "OLDPWD" && !inherited.includes(name),
    );
    const call = { argv, rsync, environment: Object.fromEntries(own), directory, umask };
    return [argv.find((word) => word.startsWith("--name=")), call] as const;
  });
  expect(new Set(calls.map(([name]) => name)).size).toBe(calls.length);
  return new Map(calls);
}

test.each(daemons)("%s starts duplicity as the script does", async (daemon) => {
  // Debian's cron takes no line on which each of them could be longer.
  const names = namesOf(hostileName(daemon === "debian" ? 20 : 60));
  const all = fc.sample(names, { seed, numRuns: targets.length });
  // The portable lines must be right under every daemon; only cronie and busybox have longer ones.
  const jobs = compile(daemon === "debian" ? "portable" : daemon, all);
  for (const job of jobs) {
    execFileSync(at(`out/here/jobs/${job}.sh`), ["backup"], { stdio: "pipe", env: {} });
  }
  const byScript = takeCalls();
  expect([...byScript.keys()].sort()).toEqual(jobs.map((job) => `--name=${job}`));
  const crontab = readFileSync(at("out/here/cron/holdfast.crontab"), "utf8");
  if (daemon === "systemd-cron") await systemdCronRun(crontab);
  else await virtualCronRun(crontab, { daemon, zone: "UTC", from: start, to: start + 2 * minute });
  expect(takeCalls(daemon === "busybox" ? inheritedByBusybox : []), `SEED=${seed}`).toEqual(
    byScript,
  );
  tally.lines += jobs.length;
});

/** busybox crond clears nothing that it was itself started with. */
const inheritedByBusybox = [
  ...["TZ", "CLOCK", "PRELOAD", "LD_PRELOAD", "VIRTUAL_CRON_END", "VIRTUAL_CRON_REST"],
];
