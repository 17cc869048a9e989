import type { CodePages } from "../page.ts";
import { sampleWith } from "./example.ts";

const url = '"file:///mnt/disk"';
const onion = "aajogdsmhekpum3fu63e76slcdmba7nrv34tw3wy7wtsw4lgm5mzulyd.onion";

/** Where archives are sent to. */
export const targetCodes = {
  "invalid-url": {
    severity: "error",
    title: "a URL that is not in duplicity's notation",
    text: `A directory is file:///absolute/path, with what RFC 3986 does not allow in a path as percent-encoded UTF-8. An
rsync daemon is rsync://[USER@]HOST[:PORT]::MODULE[/PATH]: duplicity puts it into rsync's command line without quotes,
so the host has only a-z, 0-9, "." and "-", and the path only A-Z, a-z, 0-9 and . _ ~ + @ = , - /.

When the target has a proxy, the port of the URL is the one that the proxy is asked for.`,
    example: sampleWith(url, "/mnt/disk"),
  },
  "password-in-url": {
    severity: "error",
    title: "a password in a URL",
    text: `A URL stands in the spec, in scripts, in the list of processes and in logs. Put the password in a file on the
host, readable by the user alone, and name the file: password: { file: ~/.rsync.secret }. If the spec with the password
has left your machine, change the password.`,
    example: sampleWith(url, "rsync://ada:lovelace@nas.example.org::backups"),
  },
  "invalid-onion": {
    severity: "error",
    title: "an onion name that no service can have",
    text: `The name of an onion service is 56 characters of a-z and 2-7, which hold its key and a checksum of it (Tor's
rend-spec-v3). Names of 16 characters were of version 2, which Tor no longer reaches. Copy the name from the file
"hostname" in the service's directory.`,
    example: sampleWith(url, `rsync://ada@${onion.replace("7", "6")}::backups, proxy: tor`),
  },
  "onion-without-proxy": {
    severity: "error",
    title: "an onion service that is not reached through Tor",
    text: `Names that end in ".onion" are unknown to DNS, and asking for one tells others that you use it. "proxy: tor"
goes through the SOCKS port of a Tor on the same host, 127.0.0.1:9050; another is named with
"proxy: { socks5: HOST:PORT }".`,
    example: sampleWith(url, `rsync://ada@${onion}::backups`),
  },
  "invalid-proxy": {
    severity: "error",
    title: "an address that is no proxy's",
    text: `A proxy is a host name or an IPv4 address, a colon and a port from 1 to 65535, of SOCKS5 or of HTTP. nc(1) without
the address fails with "missing port number", and takes the target's name for the proxy's. One that asks who it is has a
user, which is no secret, and a password, which is.`,
    example: sampleWith(url, "rsync://nas.example.org::backups, proxy: { socks5: localhost }"),
  },
  "unfit-connect-program": {
    severity: "error",
    title: "a program that cannot talk to the proxy",
    text: `rsync talks to an HTTP proxy itself, and to one of SOCKS5 through another program. OpenBSD's nc and socat know no
users of SOCKS5; ncat takes user and password from its environment, where nobody else on the host can read them. socat
before version 1.8 speaks only SOCKS4a, which Tor understands, too.`,
    example: sampleWith(
      url,
      "rsync://nas.example.org::backups, proxy: { socks5: localhost:1080, program: socat }",
    ),
  },
  "unusable-setting": {
    severity: "error",
    title: "a setting that this target has no use for",
    text: `A password, a proxy and rsync's settings only reach an rsync daemon. On another target they would be ignored,
and a target that is reached without its proxy is worse than one that is not reached.`,
    example: sampleWith(url, `${url}, proxy: tor`),
  },
  "unchecked-scheme": {
    severity: "warning",
    title: "a URL that Holdfast does not know",
    text: `duplicity knows many kinds of targets. Holdfast checks directories and rsync daemons, makes the archive's
directory there and explains their failures; any other URL it hands over as it is. Try such a target by hand before you
rely on it.

Unlike to rsync itself, to duplicity rsync:// is rsync over ssh unless the URL has "::" before the module.`,
    example: sampleWith(url, "sftp://ada@nas.example.org/backups"),
  },
  "invalid-archive-path": {
    severity: "error",
    title: "a path below a target that cannot be used",
    text: `The archive of a job lies in a directory of its own below the target's URL, \${host}/\${job} by default. "path"
names another, with the characters A-Z, a-z, 0-9 and . _ - /, without "..". A path of "." is the URL itself, for an
archive that is there already.`,
    example: sampleWith(url, `${url}, path: ../other`),
  },
  "archive-shared": {
    severity: "error",
    title: "two archives in one directory",
    text: `duplicity takes every file of its form in a directory for its own: the second job would go on with the first
one's chain, and pruning removes the other's backups. Leave "path" out, or let it hold \${host} and \${job}.`,
    example: sampleWith(
      "  photos:",
      "  music:\n    source: /srv/music\n    target: offsite\n    encryption: none\n    backup: {}\n  photos:",
    )
      .replace(url, `${url}, path: archive`)
      .replace("[photos]", "[photos, music]"),
  },
  "archive-moved": {
    severity: "warning",
    title: "an archive that is left behind",
    text: `"holdfast compile" compares where each job's archive lies with what the scripts in the output directory say.
Another URL or path, or another name of host or job, means a new, empty archive, beginning with a full backup; the former
one stays where it is, and nothing prunes it. With "path:" the job goes on with it. In the example there was
no path before.`,
    example: sampleWith(url, `${url}, path: elsewhere`),
  },
  "useless-compression": {
    severity: "warning",
    title: "a compressed transfer of encrypted data",
    text: `duplicity compresses before it encrypts. What is encrypted does not shrink any further, so that rsync's own
compression takes time and saves nothing; a server may even refuse it.`,
    example: sampleWith(url, "rsync://nas.example.org::backups, rsync: { compress: true }"),
  },
} as const satisfies CodePages;
