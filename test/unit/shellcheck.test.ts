import { expect, test } from "vitest";
import { codes } from "../../src/diagnostics/codes.ts";
import { scratchHost } from "../support/scratch-host.ts";

const check = (stdin: string, changes = {}) => {
  const { holdfast } = scratchHost();
  return holdfast(["check", "-", "--format", "json"], { stdin, ...changes });
};

/** Code, message, and from where to where of all that is said. */
async function findings(spec: string) {
  const { stdout } = await check(spec);
  const { diagnostics } = JSON.parse(stdout);
  return diagnostics.map(
    (found: Record<string, unknown>) =>
      `${found.line}:${found.column}-${found.endLine}:${found.endColumn} ${found.code} ${found.message}`,
  );
}

const spec = (job: string, more = "") => `version: 1
jobs:
  photos:
    source: /srv/photos
    target: { url: "file:///mnt/disk" }
    encryption: none
    backup: {}
${job}
hosts:
  laptop: { user: ada, scheduler: cron, jobs: [photos] }
defaults: { verify: {} }
${more}`;

test("the page of the code has an example that yields it", async () => {
  expect(await findings(codes.shellcheck.example)).toEqual([
    "10:36-10:49 shellcheck Double quote to prevent globbing and word splitting. (SC2086)",
  ]);
});

test("findings have their place in the spec, however the text is written there", async () => {
  const job = `    hooks:
      before:
        - shell: |
            umask 077

            # a comment
              cp /etc/passwd $HOLDFAST_LOG
        - shell: >-
            true
            &&
            rm $HOME
        - shell: "printf '\\u263a'; echo \\"☃\\" \\
            $HOME"
        - { shell: 'echo ''it'' $HOME' }`;
  const quote = "Double quote to prevent globbing and word splitting. (SC2086)";
  expect(await findings(spec(job))).toEqual([
    `14:30-14:43 shellcheck ${quote}`,
    `18:16-18:21 shellcheck ${quote}`,
    `20:13-20:18 shellcheck ${quote}`,
    `21:33-21:38 shellcheck ${quote}`,
  ]);
});

test("the code is looked at as it is run: by sh, which stops at the first failure", async () => {
  const job = `    hooks:
      before:
        - shell: "cd /srv; rm -f x"
        - shell: "f() { local x=1; rm \\"\${x}\\"; }; f"`;
  expect(await findings(spec(job))).toEqual([
    "11:25-11:32 shellcheck In POSIX sh, 'local' is undefined. (SC3043)",
  ]);
});

test("what jobs share is looked at once, and a comment silences shellcheck", async () => {
  let starts = 0;
  const job = `    hooks: &shared { before: [{ shell: "# shellcheck disable=SC2086\\nrm $HOME" }] }
  music:
    source: /srv/music
    target: { url: "file:///mnt/disk" }
    encryption: none
    backup: {}
    hooks: *shared`;
  const outcome = await check(spec(job).replace("[photos]", "[photos, music]"), {
    runTool: async () => {
      starts++;
      return { status: 0, stdout: '{"comments":[]}' };
    },
  });
  expect(JSON.parse(outcome.stdout)).toEqual({ diagnostics: [] });
  expect(starts).toBe(1);
  expect(await findings(spec(job).replace("[photos]", "[photos, music]"))).toEqual([]);
});

test("where shellcheck is not installed nothing is said; a warning is one for --strict", async () => {
  const job = '    hooks: { before: [{ shell: "rm $HOME" }] }';
  const { holdfast } = scratchHost();
  const changes = { stdin: spec(job), runTool: async () => undefined };
  expect(await holdfast(["check", "-", "--strict"], changes)).toMatchObject({
    code: 0,
    stderr: "",
  });
  expect(await holdfast(["check", "-", "--strict"], { stdin: spec(job) })).toMatchObject({
    code: 1,
  });
});
