import {
  code,
  type Markdown,
  md,
  prose,
  renderMarkdown,
  shellBlock,
} from "../markdown/markdown.ts";
import type { HostPlan, JobPlan, ProxyPlan, SecretPlan } from "../plan/plan.ts";
import { render, type ShellSource, sh } from "../shell/shell.ts";
import type { Artifact } from "./artifact.ts";
import { checksumPlaceholder, sealChecksum } from "./checksum.ts";
import {
  decideOwners,
  encryptAgain,
  guardSecrets,
  type KeptSecret,
  passphrasesOf,
  placeOf,
  prepareRestore,
  restoreAll,
  restoredPath,
  showArchive,
} from "./recovery-commands.ts";
import { TOR_ADDRESS } from "./tor.ts";

/**
 * How to restore on a blank machine, without Holdfast, the spec or this host: bare commands, in the order in which they
 * are typed. A test types them.
 */
export function emitRecovery(host: HostPlan): Artifact {
  const document = md`<!-- Made by Holdfast. Edits are lost: change the spec and compile. -->
<!-- ${prose(checksumPlaceholder)} -->

# Recovery of ${prose(host.name)}

All that is backed up here can be brought back on any machine, with the secrets and programs below and nothing else. Keep
this page, printed, and the secrets away from ${prose(host.name)}. Type the commands into one terminal, from top to bottom.

${secretsSection(host)}

${programsSection(host)}

${host.jobs.flatMap((job, index) => [jobSection(host, job, index + 3), md``])}
## If duplicity ends with GPGError

When the line before says \`Copying FILE to local cache.\`, FILE is not whole at the target: the last upload was cut off, or
the disk there fails. (\`Bad session key\` means something else: the passphrase is wrong.) Move FILE out of the archive's
directory, keep it, and type the command again: every backup older than FILE can still be restored.

## When the data is back

If this machine takes the place of ${prose(host.name)}: put the data where it was, copy what Holdfast compiled for it, run
\`install.sh\`, and then once, for each job, \`jobs/JOB.sh backup --full\`. The full backup is needed because duplicity
refuses to add to an archive that a machine of another name began.
${encryptedLines(host)}${host.jobs.filter(({ throughSudo }) => throughSudo).map((job) => sudoLine(host, job))}`;
  return {
    path: `${host.name}/RECOVERY.md`,
    mode: 0o644,
    text: sealChecksum(renderMarkdown(document)),
  };
}

function encryptedLines(host: HostPlan): Markdown {
  const lines = encryptAgain(host, secretsOf(host));
  return lines.length === 0
    ? md``
    : md`
Before \`install.sh\`, encrypt the secrets for the new machine, as root, and then delete what is in \`~/secrets\`
(make directories that are missing):

${commands(lines)}
`;
}

function sudoLine(host: HostPlan, { name, user }: JobPlan): Markdown {
  return md`Start that of ${prose(name)} as root: ${prose(host.user)} goes on as ${prose(user)} through sudo, which must be told first what
\`jobs/${prose(name)}.sh check\` prints when ${prose(host.user)} starts it.
`;
}

/** Each place once, whoever uses it. */
function secretsOf(host: HostPlan): KeptSecret[] {
  const kept = host.jobs.flatMap((job) => job.secrets.map((secret) => ({ job, secret })));
  return [...new Map(kept.map((one) => [placeOf(host, one), one])).values()];
}

function secretsSection(host: HostPlan): Markdown {
  const secrets = secretsOf(host);
  if (secrets.length === 0) {
    return md`## 1. Secrets

None: these archives are not encrypted.`;
  }
  return md`## 1. Secrets

Write each into the file that is named here, as its only line, on the machine that you restore on; make directories that
are missing. \`~\` is the home of whoever restores. The secrets themselves are not on this page.

${secrets.map((secret) => secretLine(host, secret))}

Then see to it that nobody else can read them:

${commands([guardSecrets(host, secrets)])}`;
}

function secretLine(host: HostPlan, kept: KeptSecret): Markdown {
  const { purpose, name, encrypted, copy } = kept.secret;
  const title = name === null ? md`` : md`${prose(name)}, `;
  const where =
    copy === null
      ? md`The spec does not say where a copy is kept.`
      : md`Copy kept: ${prose(copy)}.`;
  const only =
    encrypted === null
      ? md``
      : md` The file ${code(encrypted)} of ${prose(host.name)} is no copy: no
other machine can decrypt it, nor that one once its disk or its TPM is another.`;
  return md`- ${code(placeOf(host, kept))}: ${title}${secretMeaning[purpose]}. ${where}${only}`;
}

const secretMeaning: Record<SecretPlan["purpose"], Markdown> = {
  passphrase: md`the passphrase of the archive; without it nothing can be restored, by anybody`,
  "previous-passphrase": md`a former passphrase; without it no backup that was made with it can be restored`,
  "rsync-password": md`the password of the rsync daemon's user; its administrator can set a new one`,
  "proxy-password": md`the password of the proxy's user; its administrator can set a new one`,
};

function programsSection(host: HostPlan): Markdown {
  const targets = host.jobs.map(({ target }) => target);
  const proxies = new Map(
    targets.flatMap((target) =>
      target.kind === "rsync-daemon" && target.proxy
        ? [[target.proxy.address, target.proxy] as const]
        : [],
    ),
  );
  const connect = new Set(
    [...proxies.values()].flatMap(({ recommended }) => recommended?.package ?? []),
  );
  const packages = [
    "duplicity",
    "gnupg",
    ...(targets.some(({ kind }) => kind === "rsync-daemon") ? ["rsync"] : []),
    ...connect,
    ...(proxies.has(TOR_ADDRESS) ? ["tor"] : []),
  ];
  const others = [...connect].flatMap((name) => otherNames[name] ?? []);
  return md`## 2. Programs

On Debian and Ubuntu, as root:

    apt-get install ${prose(packages.join(" "))}

On Fedora, Arch, Alpine and with Homebrew the packages have the same names${others}.
duplicity of any version from 0.8 on reads these archives.

${[...proxies.values()].map(proxyLine)}

Restore as root if you can: only then do files get their owners back. For anybody else, all that is restored will be their
own, and duplicity has to know:

${commands([decideOwners])}`;
}

/** Debian's name of a package: what it is elsewhere. */
const otherNames: Record<string, Markdown> = {
  "netcat-openbsd": md`, but for netcat's: \`openbsd-netcat\` on
Arch, none on macOS, which has it; on Fedora \`nmap-ncat\`, and in place of \`nc ... %H PORT\` below
\`ncat --proxy HOST:PORT --proxy-type socks5 %H PORT\``,
  ncat: md`, but for ncat's: \`nmap-ncat\` on Fedora and Alpine, \`nmap\` on Arch and with Homebrew`,
};

function proxyLine({ kind, address }: ProxyPlan): Markdown {
  const tor =
    address === TOR_ADDRESS
      ? md`
Debian's tor listens there as soon as it is installed; give it a minute.`
      : md``;
  const name = kind === "http" ? md`HTTP` : md`SOCKS`;
  return md`The ${name} proxy at ${code(address)} must be running: an archive is reached through it.${tor}`;
}

function jobSection(host: HostPlan, job: JobPlan, number: number): Markdown {
  return md`## ${prose(String(number))}. Job ${prose(job.name)}

The archive of ${sourceList(job)} is at ${code(job.target.url)}.
${reach(job)}

Get ready:

${commands(prepareRestore(host, job))}

See which backups there are, and from when:

${commands([showArchive(job)])}

Bring back everything, into ${code(restoredPath(job))}${eachPassphrase(job)}:

${commands([restoreAll(host, job)])}

For one file or directory only, add \`-r PATH\` after \`restore\`: its path below ${code(job.sourceRoot)}, without a slash in
front. For an earlier state, add a time such as \`--time 2026-01-31T04:00:00Z\`; if no backup is as old as that, duplicity
takes the oldest, and does not say so. Change the last path each time: duplicity restores into a new place only.
`;
}

/** What happens where the passphrase was changed: the line of commands then stands in a loop. */
function eachPassphrase(job: JobPlan): Markdown {
  return passphrasesOf(job).length > 1
    ? md`. The passphrase was changed, and a backup opens only with the one that it was made with:
the commands try each until one fits, and those that do not say so`
    : md``;
}

/** The sources, joined as words are. */
function sourceList({ sources }: JobPlan): Markdown {
  return sources
    .map(code)
    .reduce((list, next, i) =>
      i + 1 < sources.length ? md`${list}, ${next}` : md`${list} and ${next}`,
    );
}

/** What has to be there before the archive can be read, beyond this page's secrets and programs. */
function reach({ target }: JobPlan): Markdown {
  switch (target.kind) {
    case "file":
      return md`Mount its disk, so that ${code(target.directory)} is there; unless you are root, what lies there must be yours to read.`;
    case "rsync-daemon":
      return md``;
    case "other":
      return md`Have at hand what duplicity(1) asks for with ${code(`${target.scheme}://`)}: a key, an account.`;
  }
}

function commands(lines: readonly ShellSource[]): Markdown {
  return shellBlock(render(sh`${lines}`));
}
