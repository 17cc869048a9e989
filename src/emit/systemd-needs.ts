import { secretFilesOf } from "../plan/notifiers.ts";
import type { ActionName, HostPlan, JobPlan, NotifierPlan, TargetPlan } from "../plan/plan.ts";

/** What a service is for. */
export type Purpose = ActionName | "restore" | "notify";

/** Where a service has business, but for the sources, the secrets, and the user's home. */
export function businessOf(job: JobPlan, purpose: Purpose): string[] {
  return [
    job.installedScript,
    job.stateDir,
    ...targetDirectory(job),
    ...metricsDirectory(job, purpose),
    ...job.conditions.mounted,
    job.conditions.free?.path ?? job.stateDir,
    ...job.guard.mounted,
    ...job.guard.sentinels,
  ];
}

/** The sources, as far as somebody reads them. */
export function sourcesOf(job: JobPlan, purpose: Purpose): readonly string[] {
  return readsSource(purpose) ? job.sources : [];
}

/** The directory of a lock that the job shares. */
export function sharedLock(host: HostPlan, { lock }: JobPlan): string[] {
  return lock?.name ? [`${host.stateDir}/${lock.name}.lock`] : [];
}

/** The directory of a target on this machine. */
export function targetDirectory({ target }: JobPlan): string[] {
  return target.kind === "file" ? [target.directory] : [];
}

/** The directory that metrics are written to. */
export function metricsDirectory({ metrics }: JobPlan, purpose: Purpose): string[] {
  return metrics === null || purpose === "restore" ? [] : [metrics];
}

/** The files of the secrets that the service itself reads. */
export function secretsOf(job: JobPlan, purpose: Purpose): string[] {
  const read = job.secrets.filter(({ credential }) => credential === null);
  return [...read.map(({ file }) => file), ...told(job, purpose).flatMap(secretFilesOf)];
}

/** Who is told of a run; nobody of one that a person starts. */
export function told({ notifiers }: JobPlan, purpose: Purpose): readonly NotifierPlan[] {
  return purpose === "restore" ? [] : notifiers;
}

/** Whether sendmail is run. */
export function mails(job: JobPlan, purpose: Purpose): boolean {
  return told(job, purpose).some(({ way }) => way.kind === "mail");
}

/** Whether one path is the other, or lies below it. */
export function overlap(one: string, other: string): boolean {
  return isWithin(one, other) || isWithin(other, one);
}

/** Whether a path is a directory, or lies below it. */
export function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === "/" ? "/" : `${directory}/`);
}

/** Whether nothing but this machine is talked to: the server, or the proxy, is here. */
export function isReachedLocally(target: TargetPlan): boolean {
  if (target.kind !== "rsync-daemon") return false;
  const server = target.proxy?.address ?? target.moduleUrl.replace(/^.*@|::.*$/g, "");
  return /^(localhost|127(\.[0-9]+){3}|\[::1\])(:[0-9]+)?$/.test(server);
}

/** Whether hooks run in the service: around its action, or around one that follows in the same run. */
export function hasHooks({ hooks, actions }: JobPlan, purpose: Purpose): boolean {
  const steps = actions.filter(
    ({ action, after }) => purpose === "notify" || action === purpose || after === purpose,
  );
  return Object.values(hooks)
    .flat()
    .some((hook) => steps.some(({ action }) => hook.actions.includes(action)));
}

/** Whether somebody reads the sources. */
export function readsSource(purpose: Purpose): boolean {
  return purpose !== "prune" && purpose !== "restore" && purpose !== "notify";
}
