import type { CodePages } from "../page.ts";
import { sampleWith } from "./example.ts";

/** Names, and what refers to them. */
export const nameCodes = {
  "unknown-name": {
    severity: "error",
    title: "a name that nothing has",
    text: `Jobs are named in a host's list, targets in a job, secrets where a passphrase or password is expected; each
must be defined under "jobs", "targets" or "secrets". In place of a name, a target or a secret can also be written out.
A secret's name that resembles no other is hidden from messages, since it may be the secret itself.`,
    example: sampleWith("target: offsite", "target: offsit"),
  },
  unused: {
    severity: "warning",
    title: "a definition that nothing refers to",
    text: `A job that no host names is never run, and a target or secret that no job names is left over, or its name is
mistyped where it should stand. What is in an unused job is not looked at any further.`,
    example: sampleWith("targets:\n", 'targets:\n  old-disk: { url: "file:///mnt/old" }\n'),
  },
  "incomplete-job": {
    severity: "error",
    title: "a job without something that it needs",
    text: `Every job needs a source, a target and an encryption, and a prune must say how many full backups stay. What
many jobs share can stand under "defaults". A job whose archive is to be readable by anyone says so with
"encryption: none".`,
    example: sampleWith("    encryption: { passphrase: archive-passphrase }\n", ""),
  },
  "conflicting-settings": {
    severity: "error",
    title: "settings that exclude or need each other",
    text: `A prune has a schedule of its own, or runs after each backup; "after_warned" only means something for the
second. A job says what stays out with "exclude", or with an ordered list of both kinds, "select". Of what "defaults"
say, the one that the job does not use is dropped.`,
    example: sampleWith("{ after: backup,", '{ schedule: "@weekly", after: backup,'),
  },
  "unknown-variable": {
    severity: "error",
    title: "a variable that stands for nothing",
    text: `In sources, targets and the paths of secrets, \${host}, \${user} and \${job} are filled in. A literal \${ is
written $\${; every other $ stands for itself.`,
    example: sampleWith("/srv/photos", `/srv/\${hostname}/photos`),
  },
} as const satisfies CodePages;
