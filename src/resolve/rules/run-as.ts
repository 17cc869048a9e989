import type { Reporter } from "../../diagnostics/reporter.ts";
import { quote } from "../../diagnostics/words.ts";
import type {
  ResolvedHost,
  ResolvedJob,
  ResolvedNotifier,
  ResolvedSecret,
} from "../resolved-spec.ts";
import type { JobRule, PlacedHost, PlacedJob } from "./placed.ts";

/** A job that runs as another than the host's user can be ended by who starts it, and changed by nobody but root and its own. */
export const runAsFits: JobRule = ({ job, spec }, { host }, reporter) => {
  if (!spec.runAs || job.user === host.user) return;
  const { span } = spec.runAs.user;
  const [starter, runner] = [quote(host.user), quote(job.user)];
  if (host.scheduler !== "cron" && host.scope === "user") {
    reporter.report(
      "run-as-in-user-scope",
      `${host.scheduler === "systemd" ? "units" : "agents"} of ${starter} cannot end what runs as ${runner}`,
      {
        span,
        help: "use scope: system, which runs it as that user itself, or scheduler: cron",
      },
    );
  }
  if (host.user === "root") return;
  const help = `choose a place where ${host.user} cannot write`;
  const isExposed = (path: string) => path.startsWith(`${host.home}/`);
  for (const path of runOrWritten(job, host).filter(isExposed)) {
    const message = `${starter} could change ${quote(path)}, and so do anything as ${runner}`;
    reporter.report("run-as-exposed", message, { span, help });
  }
  const secrets = secretsOf(job).map(({ file }) => file);
  for (const path of new Set(secrets.filter(isExposed))) {
    const message = `${starter} could choose the secret in ${quote(path)}, which is for ${runner} to keep`;
    reporter.report("run-as-exposed", message, { span, help });
  }
};

/** What runs with the rights of the job's user, and where these are used to write. */
function runOrWritten(
  { duplicity, hooks, notifiers }: ResolvedJob,
  { installDir, stateDir, path }: Pick<ResolvedHost, "installDir" | "stateDir" | "path">,
): string[] {
  const commands = [
    ...Object.values(hooks)
      .flat()
      .map(({ command }) => ("run" in command ? command.run : [])),
    ...notifiers.map(({ way }) => (way.kind === "command" ? way.argv : [])),
  ];
  const programs = commands.flatMap(([program]) => program ?? []);
  return [installDir, stateDir, ...path, duplicity.executable ?? [], ...programs].flat();
}

/** Whoever knows one, or chooses it, reads the archive, or speaks for the job. */
function secretsOf({ encryption, target, notifiers }: ResolvedJob): ResolvedSecret[] {
  const passphrases =
    encryption.kind === "symmetric" ? [encryption.passphrase, ...encryption.previous] : [];
  const passwords =
    target.kind === "rsync-daemon" ? [target.password, target.proxy?.login?.password] : [];
  return [...passphrases, ...passwords, ...notifiers.flatMap(secretsOfNotifier)].flatMap(
    (secret) => secret ?? [],
  );
}

function secretsOfNotifier({ way }: ResolvedNotifier): (ResolvedSecret | undefined)[] {
  switch (way.kind) {
    case "healthchecks":
      return [way.url];
    case "ntfy":
      return [way.url.secret, way.token];
    case "http":
      return [way.url, ...way.headers.map(({ value }) => value)].map(({ secret }) => secret);
    default:
      return [];
  }
}

/** The directory of a lock belongs to one user. */
export const lockOfOneUser: JobRule = ({ job, spec }, { jobs }, reporter) => {
  const written = spec.lock?.name;
  const first = jobs.find((other) => other.job.lock.name === job.lock.name);
  if (!written || !first || first.job.user === job.user) return;
  const [one, two] = [quote(first.job.user), quote(job.user)];
  const message = `both ${one} and ${two} would have to hold the lock ${quote(written.value)}`;
  reporter.report("lock-of-two-users", message, {
    span: written.span,
    help: "share a lock between jobs that run as one user",
    related: [{ message: "the other job", span: first.listed.span }],
  });
};

/** In `defaults:`, or for a job of several hosts, it may be the host's user on some of them. */
export function runAsMeantFor(hosts: readonly PlacedHost[], reporter: Reporter): void {
  const placed = hosts.flatMap(({ host, jobs }) => jobs.map((one) => ({ ...one, host })));
  const placeOf = ({ spec }: PlacedJob) => JSON.stringify(spec.runAs?.user.path);
  const settled = new Set(placed.filter(({ job, host }) => job.user !== host.user).map(placeOf));
  for (const one of placed) {
    const { runAs } = one.spec;
    if (!runAs || settled.has(placeOf(one))) continue;
    settled.add(placeOf(one));
    reporter.report("run-as-unneeded", `the host's user is ${quote(one.job.user)} anyway`, {
      span: runAs.user.span,
      help: "leave run_as out",
    });
  }
}
