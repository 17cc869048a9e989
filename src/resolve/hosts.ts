import { quote } from "../diagnostics/words.ts";
import type { Located } from "../source/located.ts";
import type { HostSpec, Named } from "../spec/spec.ts";
import { resolveAccount } from "./accounts.ts";
import { type Parsed, refused, take } from "./parsed.ts";
import { parsePath } from "./paths.ts";
import type { ResolvedHost } from "./resolved-spec.ts";
import { read, readPath, type Scope } from "./scope.ts";
import { parseTimezone } from "./timezones.ts";

/** A host without its jobs; undefined when something is wrong with it, which was reported. */
export function resolveHost(
  named: Named<HostSpec>,
  scope: Scope,
): Omit<ResolvedHost, "jobs"> | undefined {
  const { name, value: spec } = named;
  const { home, reporter } = scope;
  const scheduler = spec.scheduler.value;
  const scopeOfUnits = spec.scope?.value ?? (scheduler === "cron" ? "user" : "system");
  const ofSystem =
    scopeOfUnits === "system" || spec.user.value === "root" || runsAsAnother(spec, scope);
  const account = resolveAccount(spec, scope);
  const scopeIsRight = checkScope(spec, scope);
  const timezone = spec.timezone && read(spec.timezone, parseTimezone, scope);
  for (const [key, written] of Object.entries({ dialect: spec.dialect, style: spec.style })) {
    if (!written || scheduler === "cron") continue;
    reporter.report("conflicting-settings", `${quote(key)} means nothing without cron`, {
      span: written.span,
      help: "leave it out, or use scheduler: cron",
    });
  }
  const installDir = spec.installDir
    ? readPath(spec.installDir, scope)
    : ofSystem
      ? "/usr/local/lib/holdfast"
      : `${home}/.local/lib/holdfast`;
  // A home made from a wrong name is not worth a second report.
  const stateDir = spec.stateDir || account ? resolveStateDir(named, ofSystem, scope) : undefined;
  const path = spec.path.map((entry) => read(entry, parsePathEntry(home), scope));
  if (!account || !scopeIsRight) return undefined;
  if (spec.timezone && timezone === undefined) return undefined;
  if (installDir === undefined || stateDir === undefined) return undefined;
  if (!path.every((entry) => entry !== undefined)) return undefined;
  return {
    name: name.value,
    origin: name.path,
    ...account,
    scheduler,
    dialect: spec.dialect?.value ?? "portable",
    style: (scheduler === "cron" && spec.style?.value) || "script",
    timezone,
    scope: scopeOfUnits,
    installDir,
    stateDir,
    path,
  };
}

/** Whether the scheduler has the scope that is asked for; what is wrong was reported. */
function checkScope({ scheduler, scope: written, user }: HostSpec, { reporter }: Scope): boolean {
  if (scheduler.value === "cron" && written?.value === "system") {
    reporter.report(
      "scope-needs-systemd",
      'under cron, scope is always "user": the crontab of the user',
      { span: written.span, help: "leave scope out, or use scheduler: systemd" },
    );
    return false;
  }
  if (scheduler.value === "launchd" && written?.value === "user" && user.value === "root") {
    reporter.report(
      "conflicting-settings",
      'root has no agents of launchd: those of scope "user" run while their user is logged in',
      { span: written.span, help: "leave scope out" },
    );
    return false;
  }
  return true;
}

/** Whether what a job runs, and where it writes, must be out of the reach of the host's user. */
function runsAsAnother({ user, jobs }: HostSpec, { spec }: Scope): boolean {
  return jobs.some(({ value: name }) => {
    const runAs = spec.jobs.get(name)?.value.runAs;
    return runAs !== undefined && runAs.user.value !== user.value;
  });
}

/**
 * Where cache, logs and temporary files lie. duplicity pastes its temporary directory into rsync's command line without
 * quotes, splits it as a shell would, and 0.8.22 expands `$` in it: so only characters that mean nothing there.
 */
function resolveStateDir(
  { name, value: spec }: Named<HostSpec>,
  ofSystem: boolean,
  scope: Scope,
): string | undefined {
  const written = spec.stateDir;
  const path = written
    ? readPath(written, scope)
    : ofSystem
      ? "/var/lib/holdfast"
      : `${scope.home}/.local/state/holdfast`;
  const stray = path && /[^A-Za-z0-9._+@=,/-]/u.exec(path)?.[0];
  if (!stray) return path;
  const message = `state_dir ${quote(path)} holds ${quote(stray)}, which duplicity cannot pass on to rsync`;
  const help = `${written ? "use" : "set state_dir, with"} only A-Z, a-z, 0-9 and . _ + @ = , - /`;
  const place: Located<unknown> = written ?? spec.home ?? name;
  return take(refused("unfit-state-dir", message, help), place, scope.reporter);
}

function parsePathEntry(home: string): (text: string) => Parsed<string> {
  return (text) => {
    const path = parsePath(text, home);
    return path.ok && path.value.includes(":")
      ? refused(
          "colon-in-path",
          `a directory on the PATH cannot have ":" in its name: ${quote(text)}`,
          "make a symbolic link to it",
        )
      : path;
  };
}
