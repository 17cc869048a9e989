import type { CodePages } from "./page.ts";

/** What can be wrong with keys, types and the shape of values. */
export const schemaCodes = {
  "unknown-key": {
    severity: "error",
    title: "a key that the language does not have",
    text: `Unknown keys are refused rather than ignored: a misspelt key would make a backup that does not do what you
wrote, and you would learn of it on the day you need it. The message names the nearest key that is allowed in this
place, or the place one level up where it belongs, or all keys that are allowed and not yet used.`,
    example: `version: 1
jobs:
  photos:
    backup: { shedule: "5 3 * * 2" }
hosts:
  laptop: { user: ada, scheduler: cron, jobs: [photos] }
`,
  },
  "missing-key": {
    severity: "error",
    title: "a mapping without a key that it needs",
    text: `Every spec needs a version, a job and a host; a target needs its URL, a secret its file, a host its user, its
scheduler and its jobs.`,
    example: `version: 1
targets:
  offsite: { proxy: tor }
jobs:
  photos: { source: /srv/photos, target: offsite }
hosts:
  laptop: { user: ada, scheduler: cron, jobs: [photos] }
`,
  },
  "wrong-type": {
    severity: "error",
    title: "a value of another kind than expected",
    text: `YAML decides by its looks whether a value is text, a number, true or false, a list or a mapping. Quotes make
any value text. YAML 1.2 has only true and false: yes, no, on and off are texts. Durations and sizes are texts with a
unit: 30m, 200M.`,
    example: `version: 1
jobs:
  photos: { source: /srv/photos, timeout: 30 }
hosts:
  laptop: { user: ada, scheduler: cron, jobs: [photos] }
`,
  },
  "null-value": {
    severity: "error",
    title: "a key without a value",
    text: `A key with nothing after its colon has the value null, and so has one with ~ or null. Holdfast does not
guess what was meant. For the home directory, write ~/ with the slash; if the key has no purpose, remove it.`,
    example: `version: 1
jobs:
  photos: { source: ~ }
hosts:
  laptop: { user: ada, scheduler: cron, jobs: [photos] }
`,
  },
  "unknown-value": {
    severity: "error",
    title: "a word that is not one of those allowed",
    text: "This key takes one of a few words, which the message names.",
    example: `version: 1
jobs:
  photos: { source: /srv/photos }
hosts:
  laptop: { user: ada, scheduler: crom, jobs: [photos] }
`,
  },
  "bad-name": {
    severity: "error",
    title: "a name with other characters than names have",
    text: `Names of jobs, targets and secrets become names of files, units and directories on every kind of host, so
they are made of a-z, 0-9, _ and -, and begin with a letter or a digit. They have up to 64 characters: the name of a unit has
at most 255 (systemd.unit(5)), and more than the job's name is in it. Hosts have DNS names.`,
    example: `version: 1
jobs:
  My Photos: { source: /srv/photos }
hosts:
  laptop: { user: ada, scheduler: cron, jobs: [photos] }
`,
  },
  "literal-secret": {
    severity: "error",
    title: "a secret in the spec",
    text: `A spec is kept in git and read by everyone who reviews it; what was once in it stays in its history. So a
secret is never written into it: it lies in a file on the host, readable by its user alone, and the spec says where.

If what you wrote was a real secret, and the file has left your machine, take it for known to others and change it.
What was written is hidden from all of Holdfast's messages.`,
    example: `version: 1
secrets:
  archive-passphrase: correct horse battery staple
jobs:
  photos: { source: /srv/photos, encryption: { passphrase: archive-passphrase } }
hosts:
  laptop: { user: ada, scheduler: cron, jobs: [photos] }
`,
  },
  "number-too-large": {
    severity: "error",
    title: "a number above what makes sense",
    text: "The message says what the most is.",
    example: `version: 1
defaults:
  limits: { nice: 20 }
jobs:
  photos: { source: /srv/photos }
hosts:
  laptop: { user: ada, scheduler: cron, jobs: [photos] }
`,
  },
  "number-too-small": {
    severity: "error",
    title: "a number below what makes sense",
    text: `The message says what the least is. To keep no full backup at all would be to delete the archive, which is
nothing that should happen on a schedule.`,
    example: `version: 1
jobs:
  photos: { source: /srv/photos, prune: { schedule: "@weekly", keep_full: 0 } }
hosts:
  laptop: { user: ada, scheduler: cron, jobs: [photos] }
`,
  },
  "empty-value": {
    severity: "error",
    title: "an empty text, list or mapping",
    text: "An empty value is more often an accident than a wish. Write the value, or remove the key.",
    example: `version: 1
jobs:
  photos: { source: [] }
hosts:
  laptop: { user: ada, scheduler: cron, jobs: [photos] }
`,
  },
  "too-many-keys": {
    severity: "error",
    title: "two keys that exclude each other",
    text: `Each line of "select" is a mapping with one key, include or exclude: the order of the lines decides, and
one line with both would have none.`,
    example: `version: 1
jobs:
  photos:
    source: /srv/photos
    select: [{ include: /srv/photos/keep, exclude: "**" }]
hosts:
  laptop: { user: ada, scheduler: cron, jobs: [photos] }
`,
  },
  "duplicate-item": {
    severity: "error",
    title: "the same item twice in a list",
    text: "A job runs once on a host however often it is named. Remove one of the two, or correct the one that was meant to be another.",
    example: `version: 1
jobs:
  photos: { source: /srv/photos }
hosts:
  laptop: { user: ada, scheduler: cron, jobs: [photos, photos] }
`,
  },
} as const satisfies CodePages;
