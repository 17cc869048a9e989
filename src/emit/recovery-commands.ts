import type { HostPlan, JobPlan, ProxyPlan, SecretPlan } from "../plan/plan.ts";
import { bareWord, type ShellSource, sh } from "../shell/shell.ts";
import { shlexJoin } from "../shell/shlex.ts";

/** duplicity's own default, MiB. */
const DUPLICITY_VOLSIZE = 200;

/** A secret, and a job that needs it. */
export interface KeptSecret {
  readonly job: JobPlan;
  readonly secret: SecretPlan;
}

/** Where whoever restores writes a secret: where the host has it, with `~` for the home, which may be another. */
export function placeOf(host: HostPlan, { job, secret }: KeptSecret): string {
  const below = belowHome(host, job, secret);
  return below === undefined ? secret.file : `~/${below}`;
}

/** Nobody but who restores reads the secrets from now on. */
export function guardSecrets(host: HostPlan, secrets: readonly KeptSecret[]): ShellSource {
  const files = secrets.map(({ job, secret }) => path(host, job, secret));
  return files.reduce((line, file) => sh`${line} ${file}`, sh`chmod 600`);
}

/**
 * Sets `owners` to the option that a restore needs. Without root's rights duplicity cannot give files away, and then does
 * not set their modes and times either, with exit code 0 (0.8.22, measured); the option not to try has two names.
 */
export const decideOwners = sh`case "$(id -u) $(duplicity --version)" in
  '0 '*) owners= ;;
  *' 0.'* | *' 1.'*) owners=--do-not-restore-ownership ;;
  *) owners=--no-restore-ownership ;;
esac`;

/** The environment of a job's commands, in a shell that has just run those of the host's other jobs. */
export function prepareRestore(host: HostPlan, job: JobPlan): ShellSource[] {
  const { secrets, target } = job;
  const lines = [sh`umask 077`, sh`mkdir -p ~/restored`];
  for (const secret of secrets) {
    if (secret.purpose === "previous-passphrase") continue;
    const variable = secretVariable[secret.purpose];
    const file = path(host, job, secret);
    lines.push(sh`IFS= read -r ${variable} <${file}`, sh`export ${variable}`);
  }
  if (target.kind !== "rsync-daemon") return lines;
  const login = secrets.some(({ purpose }) => purpose === "proxy-password");
  return [...lines, ...throughProxy(target.proxy, login)];
}

const secretVariable = {
  passphrase: sh`PASSPHRASE`,
  "rsync-password": sh`RSYNC_PASSWORD`,
  "proxy-password": sh`PROXY_PASSWORD`,
};

/** What another job needs to get through would lead this one astray, so each says all of it. */
function throughProxy(proxy: ProxyPlan | null, login: boolean): ShellSource[] {
  if (!proxy) return [sh`unset RSYNC_CONNECT_PROG RSYNC_PROXY`];
  const { address, user, recommended } = proxy;
  const credentials =
    login && user !== null ? sh`${bareWord(`${user}:`)}"\${PROXY_PASSWORD}"` : undefined;
  if (!recommended) {
    const before = credentials ? sh`${credentials}@` : sh``;
    return [sh`unset RSYNC_CONNECT_PROG`, sh`export RSYNC_PROXY=${before}${bareWord(address)}`];
  }
  return [
    sh`export RSYNC_CONNECT_PROG=${bareWord(recommended.command)}`,
    ...(credentials ? [sh`export NCAT_PROXY_AUTH=${credentials}`] : []),
  ];
}

/** What the archive holds, backup by backup. */
export function showArchive(job: JobPlan): ShellSource {
  return duplicity(sh`collection-status`, job);
}

/** Where {@link restoreAll} puts the data, for people. */
export function restoredPath({ name }: JobPlan): string {
  return `~/restored/${name}`;
}

/** The passphrases that the job's backups were made with, that of today first. */
export function passphrasesOf({ secrets }: JobPlan): SecretPlan[] {
  return secrets.filter(({ purpose }) => /passphrase$/.test(purpose));
}

/** On a machine that takes the host's place, the secrets are encrypted with its own key (systemd-creds(1)). */
export function encryptAgain(host: HostPlan, secrets: readonly KeptSecret[]): ShellSource[] {
  return secrets.flatMap(({ job, secret }) => {
    const { credential, encrypted } = secret;
    if (credential === null || encrypted === null) return [];
    const file = path(host, job, secret);
    return [
      sh`systemd-creds encrypt --name=${bareWord(credential)} ${file} ${bareWord(encrypted)}`,
    ];
  });
}

/**
 * Brings back everything. Where the passphrase was changed, each is tried: with an empty cache duplicity reads the
 * metadata of one chain, and writes nothing before it could decrypt that (0.8.22, measured).
 */
export function restoreAll(host: HostPlan, job: JobPlan): ShellSource {
  const restore = sh`${duplicity(sh`restore \${owners}`, job)} \\
  ~/restored/${bareWord(job.name)}`;
  const files = passphrasesOf(job).map((secret) => path(host, job, secret));
  if (files.length < 2) return restore;
  return sh`${files.reduce((list, file) => sh`${list} ${file}`, sh`for file in`)}; do
  IFS= read -r PASSPHRASE <"\${file}"
  ${restore} && break
done`;
}

/** A duplicity command on the job's archive. Its cache is duplicity's own, made anew: the host's is lost. */
function duplicity(verb: ShellSource, { target, ...job }: JobPlan): ShellSource {
  const options = [
    ...(job.gpgOptions === null ? ["--no-encryption"] : []),
    ...(job.volsize === DUPLICITY_VOLSIZE ? [] : [`--volsize=${job.volsize}`]),
    ...(target.kind === "rsync-daemon"
      ? [`--rsync-options=${shlexJoin(target.rsyncOptions)}`]
      : []),
    ...job.extraOptions,
  ];
  return [...options, target.url].reduce(
    (line, next) => sh`${line} \\
  ${bareWord(next)}`,
    sh`duplicity ${verb}`,
  );
}

function path(host: HostPlan, job: JobPlan, secret: SecretPlan): ShellSource {
  const below = belowHome(host, job, secret);
  return below === undefined ? sh`${bareWord(secret.file)}` : sh`~/${bareWord(below)}`;
}

/**
 * Two accounts may have files of one name: those of another than the host's user are in a directory named for it. A file
 * that is encrypted on the host, whose the job may be, is not to be overwritten with what it hides.
 */
function belowHome(
  host: HostPlan,
  { user, home }: JobPlan,
  { file, encrypted }: SecretPlan,
): string | undefined {
  if (encrypted !== null) return `secrets${encrypted}`;
  const prefix = `${home.replace(/\/$/, "")}/`;
  if (!file.startsWith(prefix)) return undefined;
  const below = file.slice(prefix.length);
  return user === host.user ? below : `${user}/${below}`;
}
