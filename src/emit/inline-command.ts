import { type CronCode, cron } from "../cron/code.ts";
import { type CronWord, cronCommandWord as word } from "../cron/command-word.ts";
import {
  type ActionName,
  actionOf,
  type HostPlan,
  type JobPlan,
  type ProxyPlan,
  type SecretPlan,
} from "../plan/plan.ts";
import { type DuplicityOption, fullIfOlderThan, sharedOptions } from "./duplicity-options.ts";

/**
 * The bare command of a crontab line: duplicity with the arguments and the environment that the job's script gives it.
 * Whatever goes wrong before duplicity starts ends the line, and cron mails why.
 *
 * A secret is never an argument, and is read before duplicity starts: as part of duplicity's own command, a file that is
 * gone would only be an empty passphrase. What is empty, gpg and rsync refuse (duplicity 0.8.22, measured).
 *
 * @throws on actions that a line cannot be for, which were refused with their places
 */
export function inlineCommand(host: HostPlan, job: JobPlan, action: ActionName): CronCode {
  const user = word(host.user);
  const steps = [
    // What no two daemons hand on alike: systemd-cron gives root not even a home.
    cron`cd / && umask 077 && unset SHELL LANG && export HOME=${word(host.home)}`,
    // The path of a state directory has only characters that need no quotes.
    cron`state=${path(host, job.stateDir)} && mkdir -p $state/archive $state/gnupg $state/tmp`,
    cron`set -a && USER=${user} LOGNAME=${user} PATH=${word(host.searchPath.join(":"))} LC_CTYPE=C.UTF-8 GNUPGHOME=$state/gnupg TMPDIR=$state/tmp`,
    ...variables(host, job),
    cron`${duplicityWords(job, action)}`,
  ];
  return steps.reduce((line, next) => cron`${line} && ${next}`);
}

/** What duplicity, and the programs that it starts, read besides: each fails when its file cannot be read. */
function variables(host: HostPlan, { secrets, target }: JobPlan): CronCode[] {
  const read = (wanted: SecretPlan["purpose"]) => {
    const secret = secrets.find(({ purpose }) => purpose === wanted);
    // The first line is the secret.
    return secret && cron`$(head -n 1 ${path(host, secret.file)})`;
  };
  const passphrase = read("passphrase");
  const password = read("rsync-password");
  const proxy = target.kind === "rsync-daemon" ? target.proxy : null;
  return [
    ...(passphrase ? [cron`PASSPHRASE=${passphrase}`] : []),
    ...(password ? [cron`RSYNC_PASSWORD=${password}`] : []),
    ...(proxy ? proxyVariables(proxy, read("proxy-password")) : []),
  ];
}

function proxyVariables(
  { address, user, connectPrograms }: ProxyPlan,
  password: CronCode | undefined,
): CronCode[] {
  // Tor takes any password, and gives each user a circuit of its own.
  const login = user === null ? undefined : cron`${word(user)}:${password ?? word(user)}`;
  const [program] = connectPrograms;
  if (program === undefined) {
    const before = login ? cron`${login}@` : cron``;
    return [cron`RSYNC_PROXY=${before}${word(address)}`];
  }
  return [
    cron`RSYNC_CONNECT_PROG=${word(program)}`,
    ...(login && program.startsWith("ncat ") ? [cron`NCAT_PROXY_AUTH=${login}`] : []),
  ];
}

function duplicityWords(job: JobPlan, action: ActionName): (CronCode | CronWord)[] {
  const shared = [
    ...sharedOptions(job).map((option) => optionWord(job, option)),
    ...job.extraOptions.map(word),
  ];
  const duplicity = word(job.duplicity);
  const url = word(job.target.url);
  const backup = action === "backup" && actionOf(job, "backup");
  if (backup) {
    return [
      ...[duplicity, cron`incremental`, ...shared, ...job.selection.map(word)],
      cron`--full-if-older-than=${word(fullIfOlderThan(backup))} --verbosity=notice`,
      ...[word(job.sourceRoot), url],
    ];
  }
  const keepFull = action === "prune" && actionOf(job, "prune")?.keepFull;
  if (!keepFull) throw new Error(`no crontab line can be for ${action}`);
  return [
    ...[duplicity, cron`remove-all-but-n-full`, ...shared, cron`--verbosity=notice --force`],
    ...[word(String(keepFull)), url],
  ];
}

function optionWord({ stateDir }: JobPlan, { name, value }: DuplicityOption): CronCode | CronWord {
  if (value === undefined) return word(name);
  const option = word(name);
  return value.startsWith(`${stateDir}/`)
    ? cron`${option}=$state/${word(value.slice(stateDir.length + 1))}`
    : cron`${option}=${word(value)}`;
}

/** A path; `~/` for one in the user's home, as the line is long enough. */
function path({ home }: HostPlan, file: string): CronCode | CronWord {
  const prefix = `${home}/`;
  return file.startsWith(prefix) ? cron`~/${word(file.slice(prefix.length))}` : word(file);
}
