import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import schema from "../../schemas/backup.v1.schema.json" with { type: "json" };
import { commands } from "../../src/cli/commands.ts";
import { parseInstant, readableInstant } from "../../src/cli/instant.ts";
import { codes } from "../../src/diagnostics/codes.ts";
import { FileError } from "../../src/host.ts";
import { utc } from "../../src/schedule/zone.ts";
import { collector, type Scratch, scratchHost } from "../support/scratch-host.ts";

// The guide never tries whether it could restore, and is warned of that; here it does.
const reference = readFileSync(
  join(import.meta.dirname, "../../examples/reference/backup.yaml"),
  "utf8",
).replace(/( +)prune: .*\n/, "$&$1verify: {}\n");

let scratch: Scratch;
beforeEach(() => {
  scratch = scratchHost();
});
const holdfast: Scratch["holdfast"] = (...args) => scratch.holdfast(...args);
const put = (path: string, text: string) => writeFileSync(join(scratch.directory, path), text);
const get = (path: string) => readFileSync(join(scratch.directory, path), "utf8");
const exists = (path: string) => existsSync(join(scratch.directory, path));

describe("help", () => {
  test("names every command, and every option of each", async () => {
    const { code, stdout } = await holdfast(["--help"]);
    expect(code).toBe(0);
    for (const { name, summary, options } of commands) {
      expect(stdout).toContain(`  ${name} `);
      expect(stdout).toContain(summary);
      const help = await holdfast([name, "--help"]);
      expect(help.code).toBe(0);
      expect(help).toEqual(await holdfast(["help", name]));
      for (const option of options) expect(help.stdout).toContain(`--${option.name}`);
    }
  });

  test("fits a terminal of 100 columns", async () => {
    for (const { name } of commands) {
      const { stdout } = await holdfast([name, "-h"]);
      expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    }
  });

  test("is given however wrong the rest of the line is", async () => {
    expect((await holdfast(["compile", "--wrong", "--help"])).code).toBe(0);
  });

  test("--version is that of package.json", async () => {
    expect(await holdfast(["--version"])).toMatchObject({
      code: 0,
      stdout: `holdfast ${packageJson.version}\n`,
    });
  });
});

describe("a wrong command line", () => {
  test.each([
    [[], "no command"],
    [["compil"], 'did you mean "compile"?'],
    [["--verson"], 'did you mean "--version"?'],
    [["help", "chekc"], 'did you mean "check"?'],
    [["compile", "--chek"], 'did you mean "--check"?'],
    [["compile", "--nope"], 'it takes "--output"'],
    [["compile", "-x"], 'no option "-x"'],
    [["compile", "--check=yes"], "takes no value"],
    [["compile", "-o"], "write -o DIR"],
    [["compile", "-o", "--check"], "write -o DIR"],
    [["compile", "--host="], "needs a value"],
    [["compile", "a", "b"], 'does not know what to do with "b"'],
    [["compile", ""], "SPEC is empty"],
    [["check", "--format", "yaml"], 'it can be "text", "json", "sarif" or "github"'],
    [["init", "here"], 'does not know what to do with "here"'],
    [["init", "here"], '"holdfast init --help"'],
    [["explain", "unknown-kee"], 'did you mean "unknown-key"?'],
    [["explain", "nosuch"], '"holdfast explain" lists them all'],
    [["completion"], "needs SHELL"],
    [["completion", "ksh"], '"bash", "zsh" or "fish"'],
    [["schedule", "--from", "soon"], '"soon" is not an instant'],
    [["schedule", "--next", "0"], "a number from 1 to 1000"],
    [["schedule", "--next", "1001"], "a number from 1 to 1000"],
  ])("%j says what to do, and exits 2", async (args, message) => {
    put("backup.yaml", reference);
    const { code, stdout, stderr } = await holdfast(args);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(exists("out")).toBe(false);
  });

  test("a host that the spec does not have", async () => {
    put("backup.yaml", reference);
    const { code, stderr } = await holdfast(["compile", "--host", "the-sever"]);
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean "the-server"?');
    expect(exists("out")).toBe(false);
  });
});

describe("reading the spec", () => {
  test("a first-time user is told how to begin", async () => {
    const { code, stderr } = await holdfast(["compile"]);
    expect(code).toBe(74);
    expect(stderr).toBe(
      'holdfast: cannot read "backup.yaml": no such file or directory (ENOENT)\n' +
        '  = help: "holdfast init" writes a first one; or name the file that holds your spec\n',
    );
  });

  test("a file that is not there, or is a directory", async () => {
    expect(await holdfast(["check", "none.yaml"])).toMatchObject({ code: 74 });
    const { code, stderr } = await holdfast(["check", "./"]);
    expect(code).toBe(74);
    expect(stderr).toBe(
      'holdfast: cannot read "./": it is a directory (EISDIR)\n' +
        "  = help: name the spec in it, such as ./backup.yaml\n",
    );
  });

  test("- is standard input", async () => {
    expect(await holdfast(["check", "-"], { stdin: reference })).toMatchObject({ code: 0 });
    const { code, stderr } = await holdfast(["check", "-"], { stdin: "version: 2\n" });
    expect(code).toBe(1);
    expect(stderr).toContain("<stdin>:1:");
  });

  test("bytes that are not UTF-8 are shown where they stand", async () => {
    const bytes = Buffer.concat([
      Buffer.from("\ufeffversion: 1 # \ufffd ü\njobs: "),
      Buffer.from([0xe9]),
      Buffer.from("\n"),
    ]);
    writeFileSync(join(scratch.directory, "backup.yaml"), bytes);
    const { code, stderr } = await holdfast(["check"]);
    expect(code).toBe(1);
    expect(stderr).toContain("backup.yaml:2:7: error: the byte 0xE9 is not UTF-8");
  });

  test("a byte order mark does no harm", async () => {
    expect(await holdfast(["check", "-"], { stdin: `\ufeff${reference}` })).toMatchObject({
      code: 0,
    });
  });
});

describe("compile", () => {
  beforeEach(() => put("backup.yaml", reference));
  const script = "out/the-server/jobs/important.sh";

  test("writes the tree, says so, and the second time touches nothing", async () => {
    const first = await holdfast(["compile"]);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toContain(`created ${script}\n`);
    expect(statSync(join(scratch.directory, script)).mode & 0o777).toBe(0o755);
    const second = await holdfast(["compile"]);
    expect(second.stdout).toMatch(/^\d+ files in out unchanged\n$/);
  });

  test("--dry-run writes nothing", async () => {
    const { code, stdout } = await holdfast(["compile", "--dry-run", "-o", "elsewhere/"]);
    expect(code).toBe(0);
    expect(stdout).toContain("would create elsewhere/the-server/jobs/important.sh\n");
    expect(exists("elsewhere")).toBe(false);
  });

  test("--check shows a diff that patch(1) takes, and exits 1", async () => {
    await holdfast(["compile"]);
    expect(await holdfast(["compile", "--check"])).toMatchObject({ code: 0, stderr: "" });
    put("backup.yaml", reference.replace("keep_full: 12", "keep_full: 13"));
    const { code, stdout, stderr } = await holdfast(["compile", "--check"]);
    expect(code).toBe(1);
    expect(stderr).toContain("would change");
    expect(stdout).toContain(
      `--- a/the-server/jobs/important.sh\n+++ b/the-server/jobs/important.sh\n@@ `,
    );
    execFileSync("patch", ["-s", "-p1"], { cwd: join(scratch.directory, "out"), input: stdout });
    expect(await holdfast(["compile", "--check"])).toMatchObject({ code: 0 });
    expect((await holdfast(["compile"])).stdout).toMatch(/^\d+ files in out unchanged\n$/);
  });

  test("diff shows the same, and exits 0", async () => {
    await holdfast(["compile"]);
    put("backup.yaml", reference.replace("keep_full: 12", "keep_full: 13"));
    const { code, stdout } = await holdfast(["diff"]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: (await holdfast(["compile", "--check"])).stdout,
    });
  });

  test("with an error in the spec nothing is written, and all errors are shown", async () => {
    put(
      "backup.yaml",
      reference
        .replace("keep_full: 12", "keep_full: 0")
        .replace("  important:", "  important: &x\n    shedule: 1"),
    );
    const { code, stdout, stderr } = await holdfast(["compile"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("shedule");
    expect(stderr).toContain("keep_full");
    expect(exists("out")).toBe(false);
  });

  test("files edited by hand are all named, nothing is written, and --force overwrites them", async () => {
    await holdfast(["compile"]);
    put(script, `${get(script)}# by hand\n`);
    put("out/the-server/install.sh", "#!/bin/sh\n");
    put("backup.yaml", reference.replace("keep_full: 12", "keep_full: 13"));
    const recovery = get("out/the-server/RECOVERY.md");
    const { code, stdout, stderr } = await holdfast(["compile"]);
    expect({ code, stdout }).toEqual({ code: 74, stdout: "" });
    expect(stderr).toContain(`  ${script}\n`);
    expect(stderr).toContain("  out/the-server/install.sh\n");
    expect(stderr).toContain("--force");
    expect(get("out/the-server/RECOVERY.md")).toBe(recovery);
    expect(await holdfast(["compile", "--force"])).toMatchObject({ code: 0 });
    expect(await holdfast(["compile", "--check"])).toMatchObject({ code: 0 });
  });

  test("what is in the way is not forced", async () => {
    mkdirSync(join(scratch.directory, script), { recursive: true });
    const { code, stderr } = await holdfast(["compile", "--force"]);
    expect(code).toBe(74);
    expect(stderr).toContain(`  ${script}\n  = help: move it away\n`);
    expect(readdirSync(join(scratch.directory, "out/the-server"))).toEqual(["jobs"]);
  });

  test("a full disk is exit 74 and leaves no trace", async () => {
    const full = (path: string): never => {
      throw new FileError("write", path, "ENOSPC", "no space left on device");
    };
    const { code, stderr } = await holdfast(["compile"], { createFile: full });
    expect(code).toBe(74);
    expect(stderr).toMatch(
      /^holdfast: cannot write "out\/.*": no space left on device \(ENOSPC\)\n$/,
    );
    expect(exists("out")).toBe(false);
  });

  test("--host leaves the others alone", async () => {
    put(
      "backup.yaml",
      `${reference}  second:\n    user: other\n    scheduler: cron\n    jobs: [important]\n`,
    );
    await holdfast(["compile", "--host", "second"]);
    expect(readdirSync(join(scratch.directory, "out"))).toEqual(["second"]);
  });
});

describe("check", () => {
  test("says that all is well on standard output", async () => {
    put("backup.yaml", reference);
    expect(await holdfast(["check"])).toEqual({
      code: 0,
      stdout: "backup.yaml: 1 host, 1 job, no errors, 0 warnings\n",
      stderr: "",
    });
  });

  test("prints results in the format asked for, with the same exit code", async () => {
    put("backup.yaml", "version: 1\nshedule: x\n");
    expect(await holdfast(["check"])).toMatchObject({ code: 1, stdout: "" });
    const json = await holdfast(["check", "--format", "json"]);
    expect(json).toMatchObject({ code: 1, stderr: "" });
    expect(JSON.parse(json.stdout).diagnostics).toContainEqual(
      expect.objectContaining({
        code: "unknown-key",
        severity: "error",
        file: "backup.yaml",
        line: 2,
        column: 1,
      }),
    );
    const sarif = await holdfast(["check", "--format=sarif"]);
    expect(JSON.parse(sarif.stdout).version).toBe("2.1.0");
    expect((await holdfast(["check", "--format=github"])).stdout).toContain("::error ");
  });

  test("--strict fails for a warning", async () => {
    put("backup.yaml", reference.replace(', copy: "sealed envelope, office safe"', ""));
    const loose = await holdfast(["check"]);
    expect(loose.code).toBe(0);
    expect(loose.stderr).toContain("warning");
    expect((await holdfast(["check", "--strict"])).code).toBe(1);
  });

  test("colours only on a terminal, and not against NO_COLOR", async () => {
    put("backup.yaml", "version: 1\nshedule: x\n");
    const terminal = async (env: Record<string, string>) => {
      const stderr = collector(true);
      await holdfast(["check"], { stderr, env });
      return stderr.text.includes("\x1b[");
    };
    expect((await holdfast(["check"])).stderr).not.toContain("\x1b[");
    expect(await terminal({})).toBe(true);
    expect(await terminal({ NO_COLOR: "1" })).toBe(false);
    expect(await terminal({ NO_COLOR: "" })).toBe(true);
  });
});

describe("schedule", () => {
  beforeEach(() => put("backup.yaml", reference));

  test("tells the next runs in words and as JSON", async () => {
    const { code, stdout } = await holdfast(["schedule", "--next", "2"]);
    expect(code).toBe(0);
    expect(stdout).toContain("written as UTC for the-server");
    expect(stdout).toContain(
      "the-server important backup: at 03:05 on Tuesdays\n  Tue 2026-01-06 03:05 +00:00\n  Tue 2026-01-13 03:05 +00:00\n",
    );
    const json = await holdfast(["schedule", "--json", "--next=2"]);
    expect(JSON.parse(json.stdout)).toEqual({
      hosts: {
        "the-server": {
          important: {
            backup: ["2026-01-06T03:05:00+00:00", "2026-01-13T03:05:00+00:00"],
            prune: ["2026-01-06T04:05:00+00:00", "2026-01-13T04:05:00+00:00"],
            verify: [],
          },
        },
      },
    });
  });

  test("--from is an instant, and a run at that instant counts", async () => {
    const first = async (from: string) => {
      const { stdout } = await holdfast(["schedule", "--json", "--next", "1", "--from", from]);
      return JSON.parse(stdout).hosts["the-server"].important.backup[0];
    };
    expect(await first("2026-01-06T03:05Z")).toBe("2026-01-06T03:05:00+00:00");
    expect(await first("2026-01-06T03:05:01Z")).toBe("2026-01-13T03:05:00+00:00");
    expect(await first("2026-01-06T04:05+01:00")).toBe("2026-01-06T03:05:00+00:00");
    expect(await first("2028-02-29")).toBe("2028-02-29T03:05:00+00:00");
  });

  test.each([
    "2026-02-31",
    "2026-01-06T24:01",
    "2026-13-01",
    "26-01-06",
    "2026-01-06T03",
    "1 Jan 2026",
    "",
  ])("%j is no instant", (text) => expect(parseInstant(text)).toBeUndefined());

  test("weekdays are right", () => {
    expect(readableInstant(Date.UTC(2026, 0, 4), utc)).toBe("Sun 2026-01-04 00:00 +00:00");
  });
});

describe("the other commands", () => {
  test("init writes a spec that compiles without a word, and never clobbers one", async () => {
    expect(await holdfast(["init"], { env: { USER: "alice" } })).toMatchObject({
      code: 0,
      stderr: "",
    });
    expect(get("backup.yaml")).toContain("user: alice");
    expect(await holdfast(["check"])).toMatchObject({ code: 0, stderr: "" });
    put("backup.yaml", "mine");
    const again = await holdfast(["init"]);
    expect(again.code).toBe(74);
    expect(again.stderr).toContain('cannot write "backup.yaml": it exists already');
    expect(get("backup.yaml")).toBe("mine");
  });

  test.each(["o'brien", "a b", "", "root\n"])(
    "init does not put the login %j into YAML",
    async (USER) => {
      await holdfast(["init"], { env: { USER } });
      expect(get("backup.yaml")).toContain("user: me,");
    },
  );

  test("explain knows every code, and lists them", async () => {
    const list = (await holdfast(["explain"])).stdout;
    for (const [code, { title }] of Object.entries(codes)) {
      expect(list).toContain(code);
      expect((await holdfast(["explain", code])).stdout).toContain(title);
    }
  });

  test("schema prints the schema", async () => {
    expect(JSON.parse((await holdfast(["schema"])).stdout)).toEqual(schema);
  });

  test("plan is plain JSON, and readable without", async () => {
    put("backup.yaml", reference);
    const plan = JSON.parse((await holdfast(["plan", "--json"])).stdout);
    expect(plan).toMatchObject({
      spec: "backup.yaml",
      hosts: [{ name: "the-server", user: "backup_user" }],
    });
    const { stdout } = await holdfast(["plan"]);
    expect(stdout).toContain("the-server: as backup_user, from cron");
    expect(stdout).toContain("at 03:05 on Tuesdays");
  });
});

describe("a bug", () => {
  const broken = {
    readFile: () => {
      throw new TypeError("x is not a function");
    },
  };

  test("is exit 70 and asks to be reported, with a stack only on demand", async () => {
    const quiet = await holdfast(["check", "x"], broken);
    expect(quiet.code).toBe(70);
    expect(quiet.stderr).toMatch(/^holdfast: internal error: x is not a function\n.*report.*\n$/);
    const loud = await holdfast(["check", "x"], { ...broken, env: { HOLDFAST_DEBUG: "1" } });
    expect(loud.stderr).toMatch(/\n {4}at /);
  });
});

describe("completion", () => {
  /** What bash offers for a line, of which the last word is being typed. */
  async function complete(...words: string[]): Promise<string[]> {
    const { stdout } = await holdfast(["completion", "bash"]);
    const quoted = ["holdfast", ...words].map((word) => `'${word}'`).join(" ");
    const probe = `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _holdfast; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return String(execFileSync("bash", ["-c", `${stdout}${probe}`]))
      .trim()
      .split("\n");
  }

  test("bash offers commands, options and choices", async () => {
    expect(await complete("com")).toEqual(["compile", "completion"]);
    expect(await complete("compile", "--d")).toEqual(["--dry-run"]);
    expect(await complete("check", "--format", "")).toEqual(["text", "json", "sarif", "github"]);
    expect(await complete("completion", "")).toEqual(["bash", "zsh", "fish"]);
    expect(await complete("explain", "unknown-k")).toEqual(["unknown-key"]);
    expect(await complete("compile", "")).toEqual([""]);
    expect(await complete("compile", "-o", "")).toEqual([""]);
    expect(await complete("help", "sched")).toEqual(["schedule"]);
  });

  test("zsh takes the script, and offers what the table has", async () => {
    const { stdout } = await holdfast(["completion", "zsh"]);
    put("_holdfast", stdout);
    // A terminal of its own (zsh/zpty), a list of matches asked for with tab twice.
    const probe = (line: string) => `
      zmodload zsh/zpty
      zpty z zsh -f -i
      zpty -w z 'PS1=; autoload -U compinit; compinit -u -D; . ./_holdfast; echo re""ady'
      zpty -r z line '*ready*'
      zpty -n -w z $'${line}\\t\\t'
      sleep 1
      zpty -r -t z line && while zpty -r -t z more; do line+=$more; done
      print -r -- "$line"
      zpty -d z`;
    const offered = (line: string) =>
      spawnSync("zsh", ["-f", "-c", probe(line)], {
        cwd: scratch.directory,
        encoding: "utf8",
        timeout: 20_000,
      }).stdout;
    expect(offered("holdfast ")).toContain("write the scripts and schedules of a spec");
    expect(offered("holdfast check --format ")).toContain("sarif");
    expect(offered("holdfast compile --")).toContain("leave the others as they are");
  });

  test("fish's script names every command and option", async () => {
    const { stdout } = await holdfast(["completion", "fish"]);
    for (const { name, options } of commands) {
      expect(stdout).toContain(`-a ${name} -d '`);
      for (const option of options) {
        expect(stdout).toContain(`'__fish_seen_subcommand_from ${name}' -l ${option.name} `);
      }
    }
    expect(stdout).toContain(
      "-d 'overwrite and delete files that were edited by hand or are not Holdfast\\'s'",
    );
  });
});

describe("a tree that cannot be written", () => {
  beforeEach(() => put("backup.yaml", reference));

  test("for lack of permission is exit 74, and is left as it was", async () => {
    await holdfast(["compile"]);
    put("backup.yaml", reference.replace("keep_full: 12", "keep_full: 13"));
    for (const path of ["", "out", "out/the-server", "out/the-server/jobs"]) {
      chmodSync(join(scratch.directory, path), 0o555);
    }
    const before = readdirSync(join(scratch.directory, "out"), { recursive: true });
    const script = get("out/the-server/jobs/important.sh");
    // Root may write anywhere.
    if (process.getuid?.() === 0) process.seteuid?.(65534);
    const outcome = await holdfast(["compile"]).finally(() =>
      process.seteuid?.(process.getuid?.() ?? 0),
    );
    expect(outcome).toMatchObject({ code: 74, stdout: "" });
    expect(outcome.stderr).toMatch(/^holdfast: cannot write .*: permission denied \(EACCES\)\n$/);
    expect(readdirSync(join(scratch.directory, "out"), { recursive: true })).toEqual(before);
    expect(get("out/the-server/jobs/important.sh")).toBe(script);
  });

  test("for it is a file is exit 74", async () => {
    put("out", "");
    const { code, stderr } = await holdfast(["compile"]);
    expect(code).toBe(74);
    expect(stderr).toContain('"out');
  });
});
