import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Reporter } from "../../src/diagnostics/reporter.ts";
import { resolve } from "../../src/resolve/resolve.ts";
import type { ResolvedSpec } from "../../src/resolve/resolved-spec.ts";
import { parseRules } from "../../src/schedule/parse.ts";
import { validate } from "../../src/schema/validate.ts";
import { SourceFile } from "../../src/source/source-file.ts";
import { parseYaml } from "../../src/source/yaml.ts";
import { decode } from "../../src/spec/decode.ts";

function compile(text: string): { resolved: ResolvedSpec | undefined; reporter: Reporter } {
  const reporter = new Reporter();
  const root = parseYaml(new SourceFile("backup.yaml", text), reporter);
  const sound = root !== undefined && validate(root, reporter) && !reporter.hasErrors;
  return {
    resolved: sound ? resolve(decode(root), reporter, () => undefined) : undefined,
    reporter,
  };
}

function resolved(text: string): ResolvedSpec {
  const { resolved, reporter } = compile(text);
  if (!resolved) throw new Error(JSON.stringify(reporter.diagnostics.map((d) => d.message)));
  return resolved;
}

function schedule(text: string) {
  const parsed = parseRules(text, { host: "", job: "", action: "" });
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return { schedule: { rules: parsed.rules, catchUp: false }, text };
}

const day = 86_400;

it("resolves the reference configuration", () => {
  const spec = readFileSync("examples/reference/backup.yaml", "utf8");
  const { resolved, reporter } = compile(spec);
  expect(reporter.diagnostics.map(({ code }) => code)).toEqual(["unverified-job"]);
  const onion = "aajogdsmhekpum3fu63e76slcdmba7nrv34tw3wy7wtsw4lgm5mzulyd.onion";
  expect(resolved).toEqual({
    hosts: [
      {
        name: "the-server",
        origin: ["hosts", "the-server"],
        user: "backup_user",
        home: "/home/backup_user",
        scheduler: "cron",
        dialect: "portable",
        style: "script",
        timezone: undefined,
        scope: "user",
        installDir: "/home/backup_user/.local/lib/holdfast",
        stateDir: "/home/backup_user/.local/state/holdfast",
        path: [],
        jobs: [
          {
            name: "important",
            origin: ["jobs", "important"],
            user: "backup_user",
            home: "/home/backup_user",
            sources: ["/path/to/important/directory"],
            select: [{ kind: "exclude", pattern: "**/.cache" }],
            target: {
              kind: "rsync-daemon",
              name: "offsite",
              baseUrl: `rsync://rsync_user@${onion}::backups`,
              archivePath: "the-server/important",
              url: `rsync://rsync_user@${onion}::backups/the-server/important`,
              user: "rsync_user",
              host: onion,
              port: 873,
              modulePath: "backups",
              password: {
                name: "rsync-password",
                file: "/home/backup_user/.rsync.secret",
                encrypted: false,
                copy: undefined,
              },
              proxy: {
                kind: "socks5",
                host: "127.0.0.1",
                port: 9050,
                tor: true,
                login: undefined,
                program: undefined,
              },
              partial: false,
              compress: false,
            },
            encryption: {
              kind: "symmetric",
              passphrase: {
                name: "archive-passphrase",
                file: "/home/backup_user/.duplicity.secret",
                encrypted: false,
                copy: "sealed envelope, office safe",
              },
              previous: [],
              cipher: "AES256",
            },
            duplicity: { executable: undefined, volsize: 200, options: [] },
            maxAge: 14 * day,
            conditions: {
              mounted: [],
              acPower: false,
              unmetered: false,
              free: undefined,
              reachable: false,
            },
            guard: { mounted: [], sentinels: [], maxShrink: undefined },
            lock: { name: undefined, wait: undefined },
            limits: { nice: undefined, ionice: undefined, bandwidth: undefined },
            retryWaits: [],
            notifiers: [],
            metrics: undefined,
            backup: {
              origin: ["jobs", "important", "backup"],
              schedule: schedule("5 3 * * 2"),
              timeout: 3 * day,
              fullIfOlderThan: { seconds: 60 * day, text: "2M" },
              failUnreadable: false,
            },
            prune: {
              origin: ["jobs", "important", "prune"],
              schedule: schedule("5 4 * * 2"),
              timeout: 6 * 3600,
              after: undefined,
              afterWarned: false,
              keepFull: 12,
            },
            verify: undefined,
            drill: undefined,
            hooks: { before: [], after: [], on_success: [], on_failure: [], finally: [] },
          },
        ],
      },
    ],
  });
});

const sound = {
  version: 1,
  secrets: { key: { file: "~/.key", copy: "office safe" } },
  targets: { disk: { url: "file:///mnt/disk" } },
  defaults: { target: "disk", timeout: "2h" },
  jobs: {
    photos: {
      source: ["/srv/photos", "~/photos"],
      select: [{ include: "~/photos/keep" }, { exclude: "**/*.tmp" }],
      encryption: { passphrase: "key", cipher: "AES256" },
      duplicity: { executable: "/opt/d", volsize: "1G", options: ["--num-retries=1"] },
      max_age: "3d",
      backup: { schedule: "daily 03:05", full_if_older_than: "1M", timeout: "5h" },
      prune: { after: "backup", keep_full: 3 },
    },
  },
  hosts: {
    web: { user: "root", scheduler: "systemd", path: ["~/bin"], jobs: ["photos"] },
  },
};

describe("hosts", () => {
  function hostWith(host: object) {
    const spec = { ...sound, hosts: { web: { scheduler: "cron", jobs: ["photos"], ...host } } };
    const [found] = resolved(JSON.stringify(spec)).hosts;
    return found;
  }

  const ofSystem = { installDir: "/usr/local/lib/holdfast", stateDir: "/var/lib/holdfast" };
  const ofAda = {
    installDir: "/home/ada/.local/lib/holdfast",
    stateDir: "/home/ada/.local/state/holdfast",
  };

  it.each([
    [{ user: "root" }, { home: "/root", scope: "user", ...ofSystem }],
    [{ user: "ada" }, { home: "/home/ada", scope: "user", ...ofAda }],
    [
      { user: "ada", scheduler: "systemd" },
      { home: "/home/ada", scope: "system", ...ofSystem },
    ],
    [
      { user: "ada", scheduler: "systemd", scope: "user" },
      { scope: "user", ...ofAda },
    ],
    [
      { user: "bob", home: "/home/ada/" },
      { user: "bob", home: "/home/ada", ...ofAda },
    ],
    [
      { user: "ada", install_dir: "~/hold fast", state_dir: "/srv/state/" },
      { installDir: "/home/ada/hold fast", stateDir: "/srv/state" },
    ],
    [{ user: "ada", path: ["~/bin", "/opt//b"] }, { path: ["/home/ada/bin", "/opt/b"] }],
  ])("%j", (host, expected) => {
    expect(hostWith(host)).toMatchObject(expected);
  });
});

describe("jobs", () => {
  function jobWith(job: object) {
    const spec = { ...sound, jobs: { photos: { ...sound.jobs.photos, ...job } } };
    const [host] = resolved(JSON.stringify(spec)).hosts;
    return host?.jobs[0];
  }

  it("reads every setting", () => {
    expect(jobWith({})).toMatchObject({
      sources: ["/srv/photos", "/root/photos"],
      select: [
        { kind: "include", pattern: "/root/photos/keep" },
        { kind: "exclude", pattern: "**/*.tmp" },
      ],
      duplicity: { executable: "/opt/d", volsize: 1024, options: ["--num-retries=1"] },
      maxAge: 3 * day,
      backup: { timeout: 5 * 3600, fullIfOlderThan: { seconds: 30 * day, text: "1M" } },
      prune: { timeout: 2 * 3600, schedule: undefined, after: "backup", keepFull: 3 },
    });
  });

  it("drops includes that decide nothing", () => {
    const select = [{ exclude: "**/a" }, { include: "**/b" }, { include: "**/c" }];
    expect(jobWith({ select })?.select).toEqual([{ kind: "exclude", pattern: "**/a" }]);
    expect(jobWith({ select: [{ include: "**/b" }] })?.select).toEqual([]);
  });

  it("knows no age of a backup without a schedule", () => {
    expect(jobWith({ max_age: "1d", backup: {} })?.maxAge).toBe(day);
    const { max_age: _, ...without } = sound.jobs.photos;
    const spec = { ...sound, jobs: { photos: { ...without, backup: {} } } };
    expect(resolved(JSON.stringify(spec)).hosts[0]?.jobs[0]?.maxAge).toBe(undefined);
  });

  it("fills variables in", () => {
    const target = { url: `file:///mnt/\${user}`, path: `\${job}/on-\${host}` };
    expect(jobWith({ target, source: `/srv/\${host}/\${job}`, select: [] })).toMatchObject({
      sources: ["/srv/web/photos"],
      target: {
        name: undefined,
        directory: "/mnt/root",
        url: "file:///mnt/root/photos/on-web",
        baseUrl: "file:///mnt/root",
        archivePath: "photos/on-web",
      },
    });
  });

  it("leaves an archive at the URL itself where it is", () => {
    const target = { url: "file:///mnt/disk/", path: "." };
    expect(jobWith({ target })?.target).toMatchObject({
      url: "file:///mnt/disk",
      baseUrl: "file:///mnt/disk",
      archivePath: "",
    });
  });
});

/** The places of all texts in a spec. */
function textsOf(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value === "string") return [[...path]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, [...path, key]));
}

function replaceAt(value: unknown, path: readonly (string | number)[], text: string): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return text;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[key] = replaceAt(copy[key], rest, text);
  return copy;
}

it("reports whatever a text may be, and never throws", () => {
  const withDaemon = {
    ...sound,
    targets: {
      disk: { url: "rsync://ada@nas:873::m", path: "a", password: "key", proxy: { socks5: "h:1" } },
    },
  };
  const place = fc.constantFrom(
    ...[sound, withDaemon].flatMap((spec) => textsOf(spec).map((path) => ({ spec, path }))),
  );
  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.string({ unit: fc.constantFrom(..."/~$\\{}'\"`%:@?#[]*.,- \n!aZ9é"), maxLength: 12 }),
    fc.constantFrom(
      "rsync://",
      "rsync://::",
      "file://",
      "x://@:",
      "${",
      "~/",
      "/",
      "H H H H H",
      "@reboot",
      "**",
    ),
  );
  fc.assert(
    fc.property(place, hostile, fc.boolean(), ({ spec, path }, text, asEnd) => {
      const old = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], spec);
      const mutated = replaceAt(spec, path, asEnd ? `${old}${text}` : text);
      const { resolved, reporter } = compile(JSON.stringify(mutated));
      expect(resolved === undefined).toBe(reporter.hasErrors);
    }),
    { numRuns: 1500 },
  );
});
