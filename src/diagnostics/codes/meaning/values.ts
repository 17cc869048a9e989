import type { CodePages } from "../page.ts";
import { sampleWith } from "./example.ts";

/** Texts with a grammar of their own. */
export const valueCodes = {
  "invalid-duration": {
    severity: "error",
    title: "a span of time that cannot be read",
    text: `A span of time is a whole number and a unit: s, m (minutes), h, d, w; D and W mean the same as d and w. Ages, as
in full_if_older_than and max_age, also have M (30 days) and Y (365 days), as duplicity counts them. There is one number
and one unit, so 90m rather than 1h30m, and at most 100 years.`,
    example: sampleWith("full_if_older_than: 2M", "full_if_older_than: 2 months"),
  },
  "invalid-size": {
    severity: "error",
    title: "a size that cannot be read",
    text: `A size is a whole number and K, M or G, powers of 1024, up to 1024G. duplicity's volumes have whole megabytes,
from 1M. A bandwidth is such a size for each second.`,
    example: sampleWith("target: offsite", "target: offsite\n    duplicity: { volsize: 200MB }"),
  },
  "invalid-amount": {
    severity: "error",
    title: "a number of files that cannot be read",
    text: `A number of files is a whole number, or a whole percentage of all files, up to 100%.`,
    example: sampleWith(
      "target: offsite",
      "target: offsite\n    verify: { compare_data: true, max_difference: a few }",
    ),
  },
  "invalid-percentage": {
    severity: "error",
    title: "a percentage that cannot be read",
    text: `A percentage is a whole number from 1 to 99 and a "%", such as "50%".`,
    example: sampleWith("target: offsite", 'target: offsite\n    guard: { max_shrink: "half" }'),
  },
  "invalid-schedule": {
    severity: "error",
    title: "a schedule that cannot be read, or never comes, or is read in two ways",
    text: `A schedule is a cron expression of five fields, such as "5 3 * * 2", or a phrase: daily 03:05, weekly Tue 03:05,
weekdays 22:00, monthly 1 04:00, hourly :15. { calendar: "Tue *-*-* 03:05" } is systemd's notation.

Of cron's notation, only what every daemon reads in the same way is taken. A range that runs backwards (sat-sun) never
fires in Debian's cron; 5/20 is an error to one daemon, and means 5, 25 and 45 to another; 31 February is accepted by
all, and never comes.`,
    example: sampleWith("weekly Tue 03:05", '"5 3 31 2 *"'),
  },
  "invalid-timezone": {
    severity: "error",
    title: "a name that is no time zone's",
    text: `Time zones have the names of the time zone database, such as Europe/Oslo, and UTC. Abbreviations such as CET
mean several things, and date(1) takes a name that it does not know for UTC, without a word.`,
    example: sampleWith("weekly Tue 03:05", '{ cron: "weekly Tue 03:05", timezone: Europe/Olso }'),
  },
  "invalid-splay": {
    severity: "error",
    title: "a splay that cannot be, or that leads to another day",
    text: `A splay is whole minutes, and less than a day. Each run is later by a part of it that is always the same for one
host, job and action. On a schedule that names days, it must not lead past midnight: a run on Tuesdays would be one on
Wednesdays.`,
    example: sampleWith("weekly Tue 03:05", '{ cron: "weekly Tue 23:45", splay: 30m }'),
  },
  "invalid-user": {
    severity: "error",
    title: "a name that is no user's",
    text: `User names have up to 32 characters, of a-z, 0-9, _ and -, with a letter or _ in front: these are what every
Unix takes (useradd(8)), and they mean nothing to a shell or to systemd.`,
    example: sampleWith("user: ada", "user: Ada Lovelace"),
  },
  "invalid-cipher": {
    severity: "error",
    title: "a name that is no cipher's",
    text: `A cipher is one of those that "gpg --version" lists, in upper or lower case, such as AES256; with any other every
run would fail. Without a cipher gpg chooses, and since version 2.2 it chooses AES256.`,
    example: sampleWith("passphrase }", 'passphrase, cipher: "AES 256" }'),
  },
  "invalid-option": {
    severity: "error",
    title: "a word that is no option of duplicity",
    text: `Each item under "options" is one word of duplicity's command line. It begins with "-", and a value follows "=" in
the same word: a word of its own would be taken for a directory, or for a command.`,
    example: sampleWith(
      "target: offsite",
      'target: offsite\n    duplicity: { options: ["--num-retries", "3"] }',
    ),
  },
  "invalid-address": {
    severity: "error",
    title: "a text that is no mail address",
    text: `An address stands alone, without a name around it: admin@example.org, or the name of a user of the host. It goes
into a header of the mail, where anything else could end the header.`,
    example: sampleWith(
      "target: offsite",
      "target: offsite\n    notify: [{ use: { mail: Admin <admin@example.org> } }]",
    ),
  },
  "invalid-body": {
    severity: "error",
    title: "a template that does not make JSON",
    text: `Unless Content-Type says otherwise, the body of a request is JSON: what is filled in is escaped as within a text
of JSON, and so has to stand in double quotes. To send something else, give a Content-Type of its own.`,
    example: sampleWith(
      "target: offsite",
      `target: offsite
    notify: [{ use: { http: { url: "https://example.org/", body: '{ "text": \${message} }' } } }]`,
    ),
  },
  "incomplete-notifier": {
    severity: "error",
    title: "a notifier that tells nobody",
    text: `A notifier says how to tell somebody: by mail, by http, through a check of healthchecks, a topic of ntfy, or a
command of your own.`,
    example: sampleWith(
      "target: offsite",
      "target: offsite\n    notify: [{ use: { timeout: 10s } }]",
    ),
  },
  "taken-option": {
    severity: "error",
    title: "an option of duplicity that Holdfast sets",
    text: `Options of the spec stand behind Holdfast's own and would overrule them: another cache, another name of the
archive, or --force where duplicity is only to list what it would delete. The help names the key of the spec to use
instead. Short for such an option counts as well, since duplicity takes any unique beginning of a name.`,
    example: sampleWith(
      "target: offsite",
      'target: offsite\n    duplicity: { options: ["--archive-dir=/var/cache"] }',
    ),
  },
} as const satisfies CodePages;
