import type { Details, Reporter } from "../diagnostics/reporter.ts";
import { count, quote } from "../diagnostics/words.ts";
import type { Change } from "../output/diff.ts";
import type { JobPlan, Plan } from "../plan/plan.ts";
import { maskUserInfo } from "../source/mask.ts";
import type { JobSpec, Spec } from "../spec/spec.ts";
import { constantOf } from "./constant-of.ts";

/** Where a job's archive lies, and the one source that duplicity takes it for. */
interface Archive {
  readonly url: string;
  readonly sourceRoot: string;
}

/**
 * Reports the jobs whose archive lies elsewhere, or is of another source, than the scripts say that the compilation
 * replaces: a backup there begins anew, or is refused (78). Jobs share what was written, so each is told of once.
 *
 * @param changes what is to become of the tree
 */
export function reportMovedArchives(
  plan: Plan,
  spec: Spec,
  changes: readonly Change[],
  reporter: Reporter,
): void {
  const scripts = new Map(changes.map((change) => [change.path, change]));
  const gone = archivesThatGo(changes);
  for (const [name, { value: written }] of spec.jobs) {
    const moved: Moved[] = [];
    const changed: Moved[] = [];
    for (const host of plan.hosts) {
      const job = host.jobs.find((other) => other.name === name);
      const script = scripts.get(`${host.name}/jobs/${name}.sh`);
      const former = job && script && formerArchive(script, job, gone);
      if (!former) continue;
      if (former.url !== job.target.url) moved.push({ host: host.name, job, former });
      else if (former.sourceRoot !== job.sourceRoot) changed.push({ host: host.name, job, former });
    }
    reportMoved(moved, written, reporter);
    reportChanged(changed, written, reporter);
  }
}

/** A job on one host, and what the tree says of its archive. */
interface Moved {
  readonly host: string;
  readonly job: JobPlan;
  readonly former: Archive;
}

/** What the script says that this one replaces; for a new one, the archive of the same source whose script goes, if any. */
function formerArchive(
  { action, before }: Change,
  { sourceRoot }: JobPlan,
  gone: readonly Archive[],
): Archive | undefined {
  if (action === "unchanged") return undefined;
  if (before) return archiveOf(before.bytes);
  const [same, ...others] = gone.filter((archive) => archive.sourceRoot === sourceRoot);
  return others.length === 0 ? same : undefined;
}

/** Those of jobs and hosts that are no longer in the spec, at least not by that name. */
function archivesThatGo(changes: readonly Change[]): Archive[] {
  return changes
    .filter(({ action, path }) => action === "delete" && /^[^/]+\/jobs\/[^/]+\.sh$/.test(path))
    .flatMap(({ before }) => (before && archiveOf(before.bytes)) ?? []);
}

/** Undefined for what is no job script. */
function archiveOf(script: Buffer): Archive | undefined {
  const url = constantOf(script, "target_url");
  const sourceRoot = constantOf(script, "source_root");
  return url === undefined || sourceRoot === undefined ? undefined : { url, sourceRoot };
}

function reportMoved(moved: readonly Moved[], { target }: JobSpec, reporter: Reporter): void {
  const [first] = moved;
  if (!first) return;
  const { job, former } = first;
  const path = pathBelow(job, former.url);
  const span = target?.kind === "name" ? target.name.span : target?.value.url.span;
  report(
    "archive-moved",
    `the archive of job ${quote(job.name)} was at ${shown(former.url)} so far, and will begin anew at ${shown(job.target.url)}`,
    {
      ...(span && { span }),
      help:
        path === undefined || moved.length > 1
          ? "to go on with it, move its files there before the next backup, or go back to the former place"
          : `to go on with it, give the target "path: ${path}"; or move its files there before the next backup`,
    },
    moved,
    reporter,
  );
}

/** What \`path:\` makes the URL of the target the one of the archive; undefined when it lies elsewhere. */
function pathBelow({ target: { url, archivePath } }: JobPlan, archive: string): string | undefined {
  const base = archivePath === "" ? url : url.slice(0, -archivePath.length - 1);
  if (archive === base) return ".";
  return archive.startsWith(`${base}/`) ? archive.slice(base.length + 1) : undefined;
}

function reportChanged(changed: readonly Moved[], { sources }: JobSpec, reporter: Reporter): void {
  const [first] = changed;
  if (!first) return;
  const { job, former } = first;
  const span = sources[0]?.span;
  report(
    "source-root-changed",
    `the archive of job ${quote(job.name)} is of ${quote(former.sourceRoot)}, and takes no backup of ${quote(job.sourceRoot)}`,
    {
      ...(span && { span }),
      help: 'go back to the former source, or begin another archive: give the job another name, or its target another "path:"',
    },
    changed,
    reporter,
  );
}

function report(
  code: "archive-moved" | "source-root-changed",
  message: string,
  details: Details,
  hosts: readonly Moved[],
  reporter: Reporter,
): void {
  const [first, ...others] = hosts.map(({ host }) => host);
  const more = others.length > 0 ? ` and ${count(others.length, "more host")}` : "";
  reporter.report(code, `${message} (${first}${more})`, details);
}

const shown = (url: string) => quote(maskUserInfo(url));
