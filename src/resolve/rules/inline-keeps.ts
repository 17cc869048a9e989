import type { Reporter } from "../../diagnostics/reporter.ts";
import { quote } from "../../diagnostics/words.ts";
import { type Dialect, dialectOfBareLines } from "../../schedule/daemon.ts";
import { cronLines } from "../../schedule/to-cron.ts";
import type { Span } from "../../source/span.ts";
import type { JobSpec } from "../../spec/spec.ts";
import type { ResolvedHost, ResolvedJob } from "../resolved-spec.ts";
import type { JobRule } from "./placed.ts";

/**
 * What a job asks for, the script does. Where a crontab holds duplicity itself, it would be left out in silence, so it is
 * refused; a schedule, too, that needs the script to tell which starts are due.
 */
export const inlineKeeps: JobRule = ({ job, spec }, { host, spec: hostSpec }, reporter) => {
  if (host.style !== "inline") return;
  const hostMetrics = spec.metrics ? undefined : hostSpec.metrics;
  for (const [setting, written] of Object.entries({
    ...settingsOf(spec),
    metrics: hostMetrics ?? spec.metrics,
  })) {
    const span = placeOf(written);
    if (!span) continue;
    reporter.report("inline-loses", `with style: inline nothing keeps ${quote(setting)}`, {
      span,
      help: "leave it out, or use style: script",
    });
  }
  checkSchedules(job, spec, host, reporter);
};

/** All that duplicity's own command line cannot say, by the names of the keys. */
function settingsOf(spec: JobSpec): Record<string, unknown> {
  const { backup, prune, verify, drill } = spec;
  return {
    run_as: spec.runAs,
    conditions: spec.conditions,
    guard: spec.guard,
    lock: spec.lock,
    limits: spec.limits,
    retry: spec.retry,
    notify: spec.notify,
    hooks: spec.hooks,
    max_age: spec.maxAge,
    timeout: [spec.timeout, ...[backup, prune, verify, drill].map((some) => some?.value.timeout)],
    unreadable: backup?.value.unreadable,
    after: [prune, verify, drill].map((some) => some?.value.after),
    // By hand the script does that, too.
    older_than: prune?.value.schedule && prune.value.olderThan,
    keep_incrementals_of: prune?.value.schedule && prune.value.keepIncrementalsOf,
    "verify.schedule": verify?.value.schedule,
    "drill.schedule": drill?.value.schedule,
  };
}

/** Where the first of some settings was written. */
function placeOf(written: unknown): Span | undefined {
  if (typeof written !== "object" || written === null) return undefined;
  if (hasPlace(written)) return written.span;
  for (const part of Object.values(written)) {
    const place = placeOf(part);
    if (place) return place;
  }
  return undefined;
}

function hasPlace(written: object): written is { readonly span: Span } {
  return "span" in written;
}

function checkSchedules(
  job: ResolvedJob,
  spec: JobSpec,
  host: Pick<ResolvedHost, "dialect" | "timezone">,
  reporter: Reporter,
): void {
  const timezone = host.timezone ?? null;
  for (const action of ["backup", "prune"] as const) {
    const { schedule } = job[action]?.schedule ?? {};
    const written = spec[action]?.value.schedule;
    const isGuarded = (dialect: Dialect) =>
      schedule !== undefined &&
      cronLines(schedule, { kind: dialectOfBareLines(dialect), timezone }).guarded;
    if (!written || !isGuarded(host.dialect)) continue;
    const others = isGuarded("debian")
      ? ""
      : "; or say dialect: debian, or cronie, if that is the host's cron, which keeps it";
    reporter.report("inline-loses", "no crontab line can keep this schedule by itself", {
      span: written.span,
      help: `choose a simpler one, such as one time of day from 04:00 to 20:59, or use style: script${others}`,
    });
  }
}
