import { compareTree } from "../../compile/compile.ts";
import { reportMovedArchives } from "../../compile/moved-archives.ts";
import { reportMovedInstalls } from "../../compile/moved-installs.ts";
import { Reporter } from "../../diagnostics/reporter.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { alternatives, count, quote } from "../../diagnostics/words.ts";
import type { Host } from "../../host.ts";
import type { Change } from "../../output/diff.ts";
import { formatDiff } from "../../output/unified-diff.ts";
import { writeTree } from "../../output/write.ts";
import type { Plan } from "../../plan/plan.ts";
import { type Invocation, UsageError } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { loadSpec, say } from "../load-plan.ts";
import { outputDirectory } from "../output-directory.ts";

export function run(invocation: Invocation): ExitCode {
  const { host, flag } = invocation;
  const loaded = loadSpec(invocation);
  if (!loaded) return exitCode.failed;
  const { spec, plan } = loaded;
  const directory = outputDirectory(invocation);
  const changes = compareTree(host, plan, directory, chosenHosts(plan, invocation.values("host")));
  const reporter = new Reporter();
  reportMovedArchives(plan, spec, changes, reporter);
  reportMovedInstalls(plan, spec, changes, reporter);
  say(host, reporter);
  if (flag("check")) return check(host, directory, changes);

  const refused = changes.filter(
    ({ refusal }) => refusal === "in-the-way" || (refusal && !flag("force")),
  );
  if (refused.length > 0) {
    refuse(host, directory, refused);
    return exitCode.file;
  }
  if (!flag("dry-run")) writeTree(host, directory, changes);
  summarize(host, directory, changes, flag("dry-run") ? wouldDo : done);
  return exitCode.ok;
}

/** @throws UsageError for a name that is none of the plan's */
function chosenHosts(plan: Plan, names: readonly string[]): ReadonlySet<string> | undefined {
  const known = plan.hosts.map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new UsageError(
      `the spec has no host ${quote(name)}`,
      didYouMean(name, known) ?? (known.length <= 8 ? `it has ${alternatives(known)}` : undefined),
    );
  }
  return names.length > 0 ? new Set(names) : undefined;
}

function check(host: Host, directory: string, changes: readonly Change[]): ExitCode {
  const different = changes.filter(({ action }) => action !== "unchanged");
  if (different.length === 0) {
    host.stdout.write(`${directory}: ${count(changes.length, "file")}, up to date\n`);
    return exitCode.ok;
  }
  host.stdout.write(different.map(formatDiff).join(""));
  host.stderr.write(
    `holdfast: ${count(different.length, "file")} in ${quote(directory)} would change\n` +
      '  = help: "holdfast compile" writes the tree anew\n',
  );
  return exitCode.failed;
}

function refuse(host: Host, directory: string, refused: readonly Change[]): void {
  const list = (title: string, refusal: Change["refusal"], help: string) => {
    const paths = refused.filter((change) => change.refusal === refusal).map(({ path }) => path);
    if (paths.length === 0) return "";
    const lines = paths.map((path) => `  ${directory}/${path}\n`).join("");
    return `holdfast: ${title}\n${lines}  = help: ${help}\n`;
  };
  host.stderr.write(
    list(
      "these files were edited by hand, or were never Holdfast's",
      "not-ours",
      "move what you want to keep elsewhere; --force then overwrites and deletes them",
    ) +
      list(
        "something that is no file, or no directory, is in the way of these files",
        "in-the-way",
        "move it away",
      ) +
      "holdfast: nothing was written\n",
  );
}

type Verbs = Readonly<Record<Exclude<Change["action"], "unchanged">, string>>;
const done: Verbs = { create: "created", update: "updated", delete: "deleted" };
const wouldDo: Verbs = { create: "would create", update: "would update", delete: "would delete" };

function summarize(host: Host, directory: string, changes: readonly Change[], verbs: Verbs): void {
  const lines: string[] = [];
  let unchanged = 0;
  for (const { action, path } of changes) {
    if (action === "unchanged") unchanged++;
    else lines.push(`${verbs[action]} ${directory}/${path}`);
  }
  if (unchanged > 0) lines.push(`${count(unchanged, "file")} in ${directory} unchanged`);
  host.stdout.write(`${lines.join("\n")}\n`);
}
