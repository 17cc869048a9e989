import asUser from "../../templates/job/as-user.sh";
import asUserReading from "../../templates/job/as-user-reading.sh";
import asUserSudo from "../../templates/job/as-user-sudo.sh";
import backup from "../../templates/job/backup.sh";
import calendar from "../../templates/job/calendar.sh";
import check from "../../templates/job/check.sh";
import clock from "../../templates/job/clock.sh";
import engine from "../../templates/job/engine.sh";
import enter from "../../templates/job/enter.sh";
import enterRoot from "../../templates/job/enter-root.sh";
import enterUser from "../../templates/job/enter-user.sh";
import explain from "../../templates/job/explain.sh";
import fullDisk from "../../templates/job/full-disk.sh";
import goOn from "../../templates/job/go-on.sh";
import goOnNever from "../../templates/job/go-on-never.sh";
import lock from "../../templates/job/lock.sh";
import lockOwn from "../../templates/job/lock-own.sh";
import lockSpec from "../../templates/job/lock-spec.sh";
import main from "../../templates/job/main.sh";
import passphrase from "../../templates/job/passphrase.sh";
import passphraseNone from "../../templates/job/passphrase-none.sh";
import passphraseOne from "../../templates/job/passphrase-one.sh";
import proxy from "../../templates/job/proxy.sh";
import proxyHttp from "../../templates/job/proxy-http.sh";
import proxyNone from "../../templates/job/proxy-none.sh";
import proxySocks5 from "../../templates/job/proxy-socks5.sh";
import prune from "../../templates/job/prune.sh";
import refuseOther from "../../templates/job/refuse-other.sh";
import refuseRoot from "../../templates/job/refuse-root.sh";
import report from "../../templates/job/report.sh";
import restore from "../../templates/job/restore.sh";
import restorePrivate from "../../templates/job/restore-private.sh";
import say from "../../templates/job/say.sh";
import secrets from "../../templates/job/secrets.sh";
import secretsNone from "../../templates/job/secrets-none.sh";
import skip from "../../templates/job/skip.sh";
import source from "../../templates/job/source.sh";
import status from "../../templates/job/status.sh";
import step from "../../templates/job/step.sh";
import targetFile from "../../templates/job/target-file.sh";
import targetOther from "../../templates/job/target-other.sh";
import targetRsync from "../../templates/job/target-rsync.sh";
import throughSudo from "../../templates/job/through-sudo.sh";
import type { HostPlan, JobPlan, RsyncDaemonTargetPlan, TargetPlan } from "../plan/plan.ts";
import { constant, type ShellSource } from "../shell/shell.ts";
import { selectsByFile } from "./duplicity-options.ts";
import type { Feature } from "./features/feature.ts";

const target: Record<TargetPlan["kind"], string> = {
  file: targetFile,
  "rsync-daemon": targetRsync,
  other: targetOther,
};

function proxyRuntime({ proxy: plan }: RsyncDaemonTargetPlan): string[] {
  if (!plan) return [proxyNone];
  return [proxy, plan.kind === "http" ? proxyHttp : proxySocks5];
}

/** What becomes of a start by somebody who is neither the job's user nor root. */
function refusal({ throughSudo: goesOn, user }: JobPlan): string {
  if (goesOn) return throughSudo;
  return user === "root" ? refuseRoot : refuseOther;
}

function asUserRuntime({ scheduler }: HostPlan, { readsAll }: JobPlan): string {
  if (scheduler === "launchd") return asUserSudo;
  return readsAll ? asUserReading : asUser;
}

/** The code below a job's data: the files of `templates/job` that the job has a use for, in the order of a reader. */
export function jobRuntime(
  host: HostPlan,
  job: JobPlan,
  features: readonly Feature[],
): ShellSource {
  const has = (name: string) => job.actions.some(({ action }) => action === name);
  const needs = (name: string) => job.secrets.some(({ purpose }) => purpose === name);
  const isRoots = job.user === "root";
  const texts = [
    say,
    enter,
    isRoots ? enterRoot : enterUser,
    refusal(job),
    ...(isRoots && !job.throughSudo ? [] : [asUserRuntime(host, job)]),
    lock,
    job.lock ? lockSpec : lockOwn,
    status,
    calendar,
    step,
    engine,
    fullDisk,
    job.secrets.length > 0 ? secrets : secretsNone,
    needs("passphrase") ? passphrase : passphraseNone,
    ...(needs("passphrase") && !needs("previous-passphrase") ? [passphraseOne] : []),
    target[job.target.kind],
    ...(job.target.kind === "rsync-daemon" ? proxyRuntime(job.target) : []),
    ...(job.actions.length > 0 ? [clock] : []),
    ...(has("backup") ? [source, backup, selectsByFile(job) ? goOnNever : goOn] : []),
    ...(has("prune") ? [skip, prune] : []),
    restore,
    ...(isRoots ? [] : [restorePrivate]),
    ...features.flatMap(({ runtime = [] }) => runtime),
    report,
    check,
    explain,
    main,
  ];
  // Features share some.
  return constant([...new Set(texts)].join("\n"));
}
