import {
  code,
  type Markdown,
  md,
  prose,
  renderMarkdown,
  shellBlock,
} from "../markdown/markdown.ts";
import type { HostPlan, JobPlan, SecretPlan } from "../plan/plan.ts";
import { render, type ShellSource, sh, word } from "../shell/shell.ts";
import { shlexJoin } from "../shell/shlex.ts";
import type { Artifact } from "./artifact.ts";
import { checksumPlaceholder, sealChecksum } from "./checksum.ts";

/**
 * How to restore on a blank machine, without Holdfast, the spec or this host: bare commands, in the order in which they
 * are typed. A test types them.
 */
export function emitRecovery(host: HostPlan): Artifact {
  const document = md`<!-- Made by Holdfast. Edits are lost: change the spec and compile. -->
<!-- ${prose(checksumPlaceholder)} -->

# Recovery of ${prose(host.name)}

Everything that ${host.jobs.length === 1 ? md`this backup holds` : md`these backups hold`} can be brought back on any machine, with the programs and
secrets below and nothing else. Print this page, and keep it away from ${prose(host.name)}, together with the secrets.

${secretsSection(host)}

${programsSection(host)}

${host.jobs.map((job) => jobSection(host, job))}

## When the data is back

If this machine takes the place of ${prose(host.name)}: put the data where it was, compile the spec or copy what was
compiled, run \`install.sh\`, and then once, for each job, \`jobs/JOB.sh backup --full\`. The full backup is needed
because duplicity refuses to add to an archive that a machine of another name began.
`;
  return {
    path: `${host.name}/RECOVERY.md`,
    mode: 0o644,
    text: sealChecksum(renderMarkdown(document)),
  };
}

function secretsSection(host: HostPlan): Markdown {
  const secrets = new Map(
    host.jobs.flatMap((job) => job.secrets.map((secret) => [secret.file, secret] as const)),
  );
  if (secrets.size === 0) {
    return md`## 1. Secrets

None: these archives are not encrypted.`;
  }
  const files = [...secrets.values()];
  return md`## 1. Secrets

Put each into the file that is named here, as one line, on the machine that you restore on. \`~\` is the home of whoever
restores. This page never holds a secret itself.

${files.map((secret) => secretLine(host, secret))}

Then see to it that nobody else can read them:

${commands([sh`chmod 600 ${spaced(files.map(({ file }) => path(host, file)))}`])}`;
}

function secretLine(host: HostPlan, { purpose, name, file, copy }: SecretPlan): Markdown {
  const what =
    purpose === "passphrase"
      ? md`the passphrase of the archive; without it nothing can be restored, by anybody`
      : md`the password of the rsync daemon's user; its administrator can set a new one`;
  const kept = copy === null ? md`` : md` Copy kept: ${prose(copy)}.`;
  const title = name === null ? md`` : md`${prose(name)}, `;
  return md`- ${code(homely(host, file))}: ${title}${what}.${kept}`;
}

function programsSection(host: HostPlan): Markdown {
  const targets = host.jobs.map(({ target }) => target);
  const rsync = targets.some(({ kind }) => kind === "rsync-daemon");
  const proxied = targets.flatMap((target) =>
    target.kind === "rsync-daemon" && target.proxy ? [target.proxy.address] : [],
  );
  const packages = [
    "duplicity",
    "gnupg",
    ...(rsync ? ["rsync"] : []),
    ...(proxied.length > 0 ? ["netcat-openbsd", "tor"] : []),
  ];
  const elsewhere = [
    md`- Fedora, Arch, Alpine, Homebrew: the same packages under the same names${proxied.length > 0 ? md`, but for netcat: \`openbsd-netcat\` on Arch; on Fedora \`nmap-ncat\`, with \`ncat --proxy HOST:PORT --proxy-type socks5 %H PORT\` as RSYNC_CONNECT_PROG` : md``}.`,
    md`- duplicity of any version from 0.8 on reads these archives.`,
  ];
  return md`## 2. Programs

On Debian and Ubuntu, as root:

    apt-get install ${prose(packages.join(" "))}

Elsewhere:

${elsewhere}
${
  proxied.length > 0
    ? md`
The target is reached through a SOCKS proxy at ${code(proxied[0] ?? "")}: Debian's tor listens at 127.0.0.1:9050 as soon as it is
installed. Give it a minute.`
    : md``
}`;
}

function jobSection(host: HostPlan, job: JobPlan): Markdown {
  const passphrase = job.secrets.find(({ purpose }) => purpose === "passphrase");
  const { target } = job;
  const destination = sh`"\${HOME}"${word(`/restored/${job.name}`)}`;
  const prepare: ShellSource[] = [
    sh`umask 077`,
    sh`mkdir -p "\${HOME}"/restored "\${HOME}"${word(`/recovery/${job.name}`)}`,
  ];
  if (passphrase) {
    prepare.push(
      sh`IFS= read -r PASSPHRASE <${path(host, passphrase.file)}`,
      sh`export PASSPHRASE`,
    );
  }
  if (target.kind === "rsync-daemon" && target.proxy) {
    prepare.push(sh`export RSYNC_CONNECT_PROG=${word(target.proxy.connectProgram)}`);
  }
  const mount =
    target.kind === "file"
      ? md`Mount the disk that holds the archive, so that ${code(target.directory)} is there.`
      : md``;
  return md`## 3. Job ${prose(job.name)}

It holds ${code(job.sources.join(", "))} of ${prose(host.name)}. The archive: ${code(target.url)}.

${mount}

Get ready:

${commands(prepare)}

See what there is, and from when:

${commands([duplicity(host, job, sh`collection-status`, [])])}

Bring back everything, into ${code(`~/restored/${job.name}`)}. As root, owners come back, too:

${commands([duplicity(host, job, sh`restore`, [], destination)])}

For one file or directory only, add \`-r PATH\` after \`restore\`, its path below ${code(job.sourceRoot)} without a slash in
front; for an earlier state, add a time such as \`--time 2026-01-31T04:00:00Z\`. Restore into a new place each time: change
the last line.
`;
}

/** A duplicity command with everything that this archive needs. Its cache is made anew, so that nothing else is. */
function duplicity(
  host: HostPlan,
  job: JobPlan,
  verb: ShellSource,
  options: readonly ShellSource[],
  destination?: ShellSource,
): ShellSource {
  const words = [
    ...options,
    sh`--archive-dir="\${HOME}"${word(`/recovery/${job.name}`)}`,
    sh`--name=${word(job.name)}`,
    sh`--volsize=${word(String(job.volsize))}`,
    ...(job.gpgOptions === null ? [sh`--no-encryption`] : []),
    ...rsyncOptions(host, job),
    sh`${word(job.target.url)}`,
    ...(destination ? [destination] : []),
  ];
  return words.reduce(
    (line, next) => sh`${line} \\
  ${next}`,
    sh`duplicity ${verb}`,
  );
}

function rsyncOptions(host: HostPlan, { target, secrets }: JobPlan): ShellSource[] {
  if (target.kind !== "rsync-daemon") return [];
  const password = secrets.find(({ purpose }) => purpose === "rsync-password");
  if (!password) return [sh`${word(`--rsync-options=${shlexJoin(target.rsyncOptions)}`)}`];
  const below = belowHome(host, password.file);
  const rest = shlexJoin([below ?? password.file, ...target.rsyncOptions]);
  return below === undefined
    ? [sh`${word(`--rsync-options=--password-file=${rest}`)}`]
    : [sh`--rsync-options=--password-file="\${HOME}"${word(rest)}`];
}

/** The part of a path that follows the host's home, with its slash. */
function belowHome({ home }: HostPlan, file: string): string | undefined {
  const prefix = home.replace(/\/$/, "");
  return file.startsWith(`${prefix}/`) ? file.slice(prefix.length) : undefined;
}

/** A path for people: `~` for the home. */
function homely(host: HostPlan, file: string): string {
  const below = belowHome(host, file);
  return below === undefined ? file : `~${below}`;
}

/** A path for the shell of whoever restores, whose home may be another. */
function path(host: HostPlan, file: string): ShellSource {
  const below = belowHome(host, file);
  return below === undefined ? sh`${word(file)}` : sh`"\${HOME}"${word(below)}`;
}

function spaced(words: readonly ShellSource[]): ShellSource {
  const [first, ...others] = words;
  return first === undefined ? sh`` : others.reduce((line, next) => sh`${line} ${next}`, first);
}

function commands(lines: readonly ShellSource[]): Markdown {
  return shellBlock(render(sh`${lines}`));
}
