import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

// No byte of the spec becomes code: hostile text in a source path, an exclude pattern and a secret's path goes through
// the whole compiler, and the script, run by seven shells, hands it to a recording duplicity unchanged; or the compiler
// refuses it at its place.

const repo = join(import.meta.dirname, "../..");
const shells = ["dash", "bash", "busybox", "mksh", "yash", "ksh93", "zsh"];

/** What has a meaning in some shell, in cron, in a unit, in duplicity's patterns, in rsync's options, or in YAML. */
const sharp = [
  ..."'\"\\`$%#;&|<>(){}[]*?!~^=:,@+- aZ0äß日🗝\u00a0",
  "$(id)",
  "${",
  "$1",
  "`id`",
  "%%",
  "%H",
  "\\n",
  "'\\''",
  "--",
  "-e",
  " #",
  "&&",
  "||",
  ">&2",
];

/** What no crontab and no unit can hold: text with one of these may be refused. */
const control = [..."\t\n\r\u0001\u001b\u007f\u0085\u2028\ufeff", "EOF\n", "\n#"];

/** A file name: at most 255 bytes, none of them NUL or a slash. */
const nameOf = (parts: readonly string[]) =>
  fc
    .array(
      fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...parts) },
        { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 3 }) },
      ),
      { minLength: 1, maxLength: 12 },
    )
    .map((chosen) => chosen.join("").replace(/[\0/]/g, ""))
    .filter((name) => !["", ".", ".."].includes(name) && Buffer.byteLength(name) <= 255);

const fileName = fc.oneof(
  { weight: 12, arbitrary: nameOf(sharp) },
  { weight: 1, arbitrary: nameOf([...sharp, ...control]) },
);

interface Hostile {
  readonly source: string;
  readonly exclude: string;
  readonly secret: string;
}

const hostile: fc.Arbitrary<Hostile> = fc.record({
  source: fileName,
  // What excludes everything is refused.
  exclude: fileName.filter((name) => !/^[*?]+$/.test(name)),
  secret: fileName,
});

/** Text that may be refused has one of these: controls, line ends, or what duplicity itself would expand. */
const refusable = /[\p{Cc}\p{Zl}\p{Zp}\ufeff]|\$[A-Za-z0-9_{]/u;

let lab: string;
let daemon: Server;
let port: number;

beforeAll(async () => {
  lab = mkdtempSync(join(tmpdir(), "holdfast-argv."));
  for (const directory of ["bin", "home", "records", "passphrase", "shells", "source", "secret"]) {
    mkdirSync(join(lab, directory));
  }
  copyFileSync(join(repo, "test/lab/recorder.py"), join(lab, "bin/duplicity"));
  chmodSync(join(lab, "bin/duplicity"), 0o755);
  writeFileSync(join(lab, "bin/rsync"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  for (const shell of shells) {
    const program = execFileSync("/bin/sh", ["-c", `command -v ${shell}`], { encoding: "utf8" });
    mkdirSync(join(lab, "shells", shell));
    symlinkSync(program.trim(), join(lab, "shells", shell, "sh"));
  }
  daemon = createServer((socket) => socket.end("@RSYNCD: 31.0\n"));
  await new Promise<void>((resolve) => daemon.listen(0, "127.0.0.1", resolve));
  const address = daemon.address();
  port = typeof address === "object" && address ? address.port : 0;
});

afterAll(() => {
  daemon.close();
  rmSync(lab, { recursive: true, force: true });
});

/** Written so that the language's own `${NAME}` is not meant. */
const literal = (text: string) => text.replaceAll("${", () => "$${");

/** One job for each, as JSON, which is YAML too. */
function specOf(cases: ReadonlyMap<string, Hostile>): string {
  const jobs = Object.fromEntries(
    [...cases].map(([name, { source, exclude, secret }]) => [
      name,
      {
        source: literal(join(lab, "source", source)),
        exclude: [`**/${exclude}`],
        target: {
          url: `rsync://somebody@127.0.0.1:${port}::module/`,
          password: { file: literal(join(lab, "secret", secret)) },
        },
        encryption: { passphrase: { file: literal(join(lab, "passphrase", secret)) } },
        backup: {},
      },
    ]),
  );
  const host = {
    user: userInfo().username,
    home: join(lab, "home"),
    // Root's own would be the machine's.
    state_dir: join(lab, "state"),
    path: [join(lab, "bin")],
    scheduler: "cron",
    jobs: Object.keys(jobs),
  };
  const spec = { version: 1, jobs, hosts: { here: host } };
  // The characters that JSON may hold and YAML must not.
  return JSON.stringify(spec, null, 1).replaceAll(
    /[\u007f-\u009f\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function holdfast(...args: string[]) {
  return spawnSync(process.execPath, [join(repo, "dist/holdfast.cjs"), ...args], {
    encoding: "utf8",
  });
}

interface ReportedError {
  readonly message: string;
  readonly severity: string;
  readonly line: number;
}

/** The jobs that the compiler refuses, found by the places of its errors. */
function refusedJobs(spec: string): Map<string, string> {
  const { stdout, status } = holdfast("check", "--format", "json", join(lab, "backup.yaml"));
  expect([0, 1]).toContain(status);
  const reported: { diagnostics: ReportedError[] } = JSON.parse(stdout);
  const lines = spec.split("\n");
  const refused = new Map<string, string>();
  for (const { line, message, severity } of reported.diagnostics) {
    if (severity !== "error") continue;
    const job = lines
      .slice(0, line)
      .findLast((text) => /^ {2}"job-\d+": \{/.test(text))
      ?.match(/job-\d+/)?.[0];
    expect(job, `"${message}" points at line ${line}, which is in no job`).toBeDefined();
    refused.set(job ?? "", message);
  }
  return refused;
}

interface Call {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** The recorded calls since the last time. */
function takeCalls(): Call[] {
  const directory = join(lab, "records");
  return readdirSync(directory).map((file) => {
    const path = join(directory, file);
    const call: Call = JSON.parse(readFileSync(path, "utf8"));
    rmSync(path);
    return call;
  });
}

test("hostile text reaches duplicity unchanged, or is refused at its place", () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 16, maxLength: 16 }), (samples) => {
      rmSync(join(lab, "out"), { recursive: true, force: true });
      const cases = new Map(samples.map((sample, index) => [`job-${index}`, sample]));
      const spec = specOf(cases);
      writeFileSync(join(lab, "backup.yaml"), spec);
      for (const [job, message] of refusedJobs(spec)) {
        const { source, exclude, secret } = cases.get(job) ?? expect.unreachable();
        expect([source, exclude, secret].join("/"), message).toMatch(refusable);
        cases.delete(job);
      }
      writeFileSync(join(lab, "backup.yaml"), specOf(cases));
      const compiled = holdfast("compile", join(lab, "backup.yaml"), "-o", join(lab, "out"));
      expect(compiled.status, compiled.stderr).toBe(0);

      for (const [job, { source, exclude, secret }] of cases) {
        mkdirSync(join(lab, "source", source), { recursive: true });
        writeFileSync(join(lab, "source", source, "file"), "content\n");
        for (const directory of ["secret", "passphrase"]) {
          writeFileSync(join(lab, directory, secret), `what ${directory} holds\n`, { mode: 0o600 });
        }
        const script = readFileSync(join(lab, "out/here/jobs", `${job}.sh`), "utf8");
        for (const shell of shells) {
          const copy = join(lab, `${job}.sh`);
          writeFileSync(copy, script.replaceAll("/bin/sh", join(lab, "shells", shell, "sh")), {
            mode: 0o755,
          });
          const run = spawnSync(copy, ["backup"], {
            stdio: ["ignore", "pipe", "pipe"],
            encoding: "utf8",
            // yash reads no script with characters that its locale does not know.
            env: { PATH: "/usr/bin:/bin", LANG: shell === "yash" ? "C.UTF-8" : "C" },
          });
          expect(run.status, `${shell}: ${run.stderr}`).toBe(0);
          const backups = takeCalls().filter(({ argv }) => argv.includes("incremental"));
          expect(backups).toHaveLength(1);
          expect(backups[0]?.argv).toContain(join(lab, "source", source));
          expect(backups[0]?.argv).toContain(`--exclude=**/${exclude}`);
          expect(backups[0]?.environment.PASSPHRASE).toBe("what passphrase holds");
          expect(backups[0]?.environment.RSYNC_PASSWORD).toBe("what secret holds");
        }
      }
    }),
    { numRuns: 1, endOnFailure: true },
  );
});
