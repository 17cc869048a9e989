import type { CodePages } from "../page.ts";
import { sampleWith } from "./example.ts";

/** What a job saves, and whether it comes back. */
export const jobCodes = {
  "nested-sources": {
    severity: "error",
    title: "a source that is part of another",
    text: "It would be backed up with the other one anyway. Leave it out, or leave the larger one out if it was not meant.",
    example: sampleWith("source: /srv/photos", "source: [/srv, /srv/photos]"),
  },
  "source-in-archive": {
    severity: "error",
    title: "a source where the job itself writes",
    text: `The target's directory and state_dir change while a backup runs, and hold what it makes: such an archive would
be a backup of itself.`,
    example: sampleWith("/srv/photos", "/mnt/disk/photos"),
  },
  "archive-in-source": {
    severity: "warning",
    title: "a target inside of a source",
    text: `Each backup would hold those made before it, and so be larger than all of them. Exclude the target's directory.`,
    example: sampleWith("/srv/photos", "/mnt"),
  },
  "invalid-pattern": {
    severity: "error",
    title: "a pattern that duplicity does not take",
    text: `Patterns are duplicity's, and are compared with whole paths: they begin with "/", with "~/", or with "*", and
"ignorecase:" may stand in front. "*" and "?" stand for what is within a name, "**" for anything, [abc] for one
character; to mean one of * ? [ itself, put it in brackets: [*].`,
    example: sampleWith("target: offsite", "target: offsite\n    exclude: [.cache]"),
  },
  "pattern-outside-source": {
    severity: "error",
    title: "a pattern that matches nothing in the sources",
    text: `duplicity ends with exit code 14 when a pattern can match neither its source nor anything in it. A pattern
for a name wherever it stands begins with "**/": "*" alone does not reach across "/".`,
    example: sampleWith("target: offsite", "target: offsite\n    exclude: [/var/cache]"),
  },
  "nothing-selected": {
    severity: "error",
    title: "an exclude that leaves nothing",
    text: `The first line that matches a file decides. An exclude that matches the source itself, with no include
above it, leaves an empty backup, which would look like a good one.`,
    example: sampleWith("target: offsite", 'target: offsite\n    exclude: ["/srv/**"]'),
  },
  "redundant-include": {
    severity: "warning",
    title: "an include that decides nothing",
    text: `What no line matches is backed up, so that an include means something only above an exclude. duplicity ends
with exit code 16 when an include comes last, so Holdfast leaves it out. If only what is included is meant, end the list
with { exclude: "**" }.`,
    example: sampleWith(
      "target: offsite",
      "target: offsite\n    select: [{ include: /srv/photos/2026 }]",
    ),
  },
  "job-without-backup": {
    severity: "warning",
    title: "a job that saves nothing",
    text: `Without "backup" the job has nothing to run. "backup: {}" is a backup without a schedule, run by hand.`,
    example: sampleWith(/ {4}backup.*\n.*\n.*\n/, ""),
  },
  "action-without-backup": {
    severity: "error",
    title: "a job that does all but back up",
    text: `Nothing is removed from an archive unless a newer backup makes it redundant, and nothing can be verified or
restored that was not backed up: this job makes no backup. "backup: {}" is a backup without a schedule, run by hand.`,
    example: sampleWith(/ {4}backup.*\n/, ""),
  },
  "backup-by-hand": {
    severity: "warning",
    title: "a backup without a schedule beside what has one",
    text: `A backup without a schedule is made by hand, and without max_age the job is never overdue. That may be meant for a disk in a drawer;
but where prune, verify or drill have a schedule, the one of backup was most likely forgotten, and no backup would ever come.
If it is meant, leave the other schedules out as well, or run them "after: backup".`,
    example: sampleWith("schedule: weekly Tue 03:05, ", ""),
  },
  "max-age-too-short": {
    severity: "warning",
    title: "a max_age that passes between two backups",
    text: `When the newest good backup is older than "max_age", the job is overdue: monitoring and notifiers say so, what
is skipped fails, and prune deletes nothing. With a max_age that the longest gap of the schedule reaches, that is so from
time to time although every backup was good. Without max_age it is twice that gap, so that one backup may fail.`,
    example: sampleWith("    backup:", "    max_age: 6d\n    backup:"),
  },
  "unverified-job": {
    severity: "warning",
    title: "a job whose archive nobody tries to restore",
    text: `A volume that was damaged or lost at the target is noticed by no backup, and by no prune: only by a restore, or by
what reads the archive back. "drill" restores a random sample, and at times everything, as a blank machine would, and
compares it with the source. "verify" reads the whole archive back and checks that it is whole. Either can have a schedule,
run after each backup ("after: backup"), or be left to be run by hand ("drill: {}").`,
    example: sampleWith(/ {4}drill.*\n/, ""),
  },
  "failures-untold": {
    severity: "warning",
    title: "a job of launchd's that tells nobody when it fails",
    text: `cron mails what a run that failed has to say, and under systemd it is in the journal. launchd mails nothing: all of it
is written to "scheduled.log" in the job's state directory, where nobody looks. A job with "notify" tells somebody itself; a
monitoring system that asks "status --max-age" also learns of runs that never came.`,
    example: sampleWith("scheduler: cron", "scheduler: launchd"),
  },
  "prune-removes-nothing": {
    severity: "warning",
    title: "a prune that never has anything to remove",
    text: `Full backups are counted and removed with all that follows them. Without "full_if_older_than" only the first
backup is full, and every later one adds to it: the archive grows for ever, and its last state needs every file since
the first day.`,
    example: sampleWith(", full_if_older_than: 2M", ""),
  },
  "prune-policy-idle": {
    severity: "warning",
    title: "a rule of prune that another one leaves nothing to do",
    text: `What any of "keep_full", "older_than" and "keep_incrementals_of" says goes. So "keep_full" promises nothing
where "older_than" removes full backups before there are that many, and "keep_incrementals_of" means something only
below "keep_full".`,
    example: sampleWith("keep_full: 12", "keep_full: 12, older_than: 6M"),
  },
  "full-skips-turn": {
    severity: "warning",
    title: "an age of full backups that equals the gap of the schedule",
    text: `A full backup is made when the last one is older than "full_if_older_than" at that moment. A run that starts a
second earlier than the last one finds it a second too young, and the full comes a whole turn late. Take some hours off:
156h rather than 7d for a weekly backup.`,
    example: sampleWith("full_if_older_than: 2M", "full_if_older_than: 7d"),
  },
  "every-backup-full": {
    severity: "warning",
    title: "an age of full backups far shorter than the gap of the schedule",
    text: `A full backup is made when the last one is older than "full_if_older_than". One that is less than a day, and
less than half of every gap between two backups, makes each of them full, which costs the time and room of the whole source
every time. In ages m is minutes and M months, so 2m is most likely 2M. If each backup is to be full, take an age some
hours shorter than the gap: 20h for a daily backup.`,
    example: sampleWith("full_if_older_than: 2M", "full_if_older_than: 2m"),
  },
  "secret-without-copy": {
    severity: "warning",
    title: "a passphrase that may be lost with its host",
    text: `The archive is as lost as its passphrase. When the host burns down, its secret file burns with it, and the one
in the archive, if there is one, is encrypted with itself. Keep a copy elsewhere, and say in words where:
copy: "sealed envelope, office safe". The words are printed in RECOVERY.md.`,
    example: sampleWith(", copy: office safe", ""),
  },
  "encrypted-for-nobody": {
    severity: "error",
    title: "an encrypted secret that nobody decrypts",
    text: `A file that systemd-creds(1) made is decrypted by systemd alone, and handed to units of the system
(LoadCredentialEncrypted=). Cron and launchd know nothing of it, and a user's own systemd refuses to start a unit with it
before version 256 (it ends with 243, measured on 252). Notifiers read their secrets from files, also when a unit could not
be started. Everywhere else write { file: PATH }, with mode 600.`,
    example: sampleWith("file: ~/.duplicity.secret", "credential: key, encrypted: /etc/key.cred"),
  },
  "credential-twice": {
    severity: "error",
    title: "two secrets that are one credential",
    text: `A unit knows a credential by its name, and of two files under one name systemd loads one (systemd 252,
measured): the passphrase would be the password, or the other way round. Give each secret of a job a credential of its own.`,
    example: sampleWith(
      "passphrase: archive-passphrase",
      "passphrase: { credential: key, file: /etc/new, copy: safe }, previous: [{ credential: key, file: /etc/old, copy: safe }]",
    )
      .replace("cron", "systemd")
      .replace(/secrets:\n.*\n/, ""),
  },
  "passphrase-repeated": {
    severity: "error",
    title: "a previous passphrase in the file of another",
    text: `"previous" names the files of former passphrases, from which backups may still be left: a restore tries
each in turn. When the passphrase is changed, the former one moves to a file of its own; a file that is named twice holds
one passphrase only, and the other is missing.`,
    example: sampleWith(
      "passphrase: archive-passphrase }",
      "passphrase: archive-passphrase, previous: [archive-passphrase] }",
    ),
  },
  "passphrase-is-password": {
    severity: "error",
    title: "a passphrase that the server knows",
    text: `An rsync daemon keeps its users' passwords in plain text (rsyncd.conf(5), "secrets file"). With the same secret
as passphrase, whoever runs the server, or breaks into it, can read the archives that lie there. Make a second secret for the
server: gpg --armor --gen-random 2 45.`,
    example: sampleWith(
      '"file:///mnt/disk"',
      "rsync://ada@nas.example.org::backups, password: archive-passphrase",
    ),
  },
  "retry-exceeds-timeout": {
    severity: "warning",
    title: "waits between attempts that leave no time for the last",
    text: `The timeout of an action counts for all of its attempts and the waits between them. An attempt that could begin
only after the timeout is never made. Each wait is "backoff" times as long as the one before.`,
    example: sampleWith(
      "target: offsite",
      "target: offsite\n    retry: { attempts: 5, wait: 1h, backoff: 2 }",
    ),
  },
  "dialect-loses-runs": {
    severity: "error",
    title: "a schedule that this cron does not keep",
    text: `systemd-cron turns a crontab into timers that go by the host's clock. When that clock is put back, systemd skips
the hour that it shows a second time (252 and 257, measured). A schedule that follows elapsed time, such as "every 15
minutes", or the clock of another time zone, would miss runs.`,
    example: sampleWith("weekly Tue 03:05", "hourly :15").replace(
      "scheduler: cron",
      "scheduler: cron, dialect: systemd-cron",
    ),
  },
  "inline-gives-up": {
    severity: "warning",
    title: "a crontab that runs duplicity itself",
    text: `With "style: inline" the crontab holds the bare command of duplicity, with the arguments and environment that the
job's script would give it, and not the script. What the script guards against happens then: duplicity adds to an archive
with another passphrase and exits 0, after which the chain cannot be restored; it backs up a directory that is empty because
its disk is not mounted, and makes the directory of a target whose disk is not mounted; it leaves out files that it cannot
read, and exits 0; it goes on with a backup that was cut short as if the source were the same; it waits for ever on a proxy
that goes silent; prune deletes although backups have stopped. Nothing keeps a record, so there is no status, and nothing can
be overdue. Variables that the crontab sets above the line, or the daemon hands on, reach duplicity, and a SHELL= above it must
be a shell of POSIX's.

All that is left is what cron does with the output of a command, good or bad: mostly it is mailed to the user. See to it that
somebody reads it.

The job's script is made and installed as ever, for restore, list and check, and for the first backup: run "backup" by
hand once, as it makes the archive's directory at the target.`,
    example: sampleWith("scheduler: cron,", "scheduler: cron, style: inline,")
      .replace("after: backup", "schedule: weekly Tue 04:05")
      .replace("schedule: monthly 1 12:00", ""),
  },
  "inline-loses": {
    severity: "error",
    title: "a setting that only the job's script can keep",
    text: `With "style: inline" the crontab runs duplicity itself, once, whatever happens. It cannot wait, ask, try again, tell
anybody, do one thing after another, or find out whether a start is due. A setting that asks for it would be left out in
silence. Of prune's policies it has "keep_full" alone: the others delete the newest backups, too, once these have lost their
signatures (duplicity 0.8.22, measured), and the script looks first.

Schedules are refused that no line of the host's cron can keep by itself: those of another time zone, with "catch_up", of days
counted from the end of a month, and, with the dialects "busybox" and "systemd-cron", unless the clock shows UTC, between
21:00 and 04:00, when clocks are changed. Where the dialect is "portable" such a line is as Debian's cron and cronie keep it.`,
    example: sampleWith("scheduler: cron,", "scheduler: cron, style: inline,").replace(
      "schedule: monthly 1 12:00",
      "",
    ),
  },
  "crontab-line-too-long": {
    severity: "error",
    title: "a crontab line that cron would cut off",
    text: `With "style: inline" every word for duplicity stands on one line of the crontab. Debian's cron ignores a whole crontab
that has a command of more than 998 bytes; others run what is left of a line that they have cut off. cronie and busybox's take
lines of up to 131071 bytes.`,
    example: sampleWith("scheduler: cron,", "scheduler: cron, style: inline,")
      .replace("after: backup", "schedule: weekly Tue 04:05")
      .replace("schedule: monthly 1 12:00", "")
      .replace(
        "source: /srv/photos",
        `source: /srv/photos\n    exclude: ["**${"/cache".repeat(100)}"]`,
      ),
  },
  "bandwidth-unlimited": {
    severity: "error",
    title: "a bandwidth for a target that knows no limit",
    text: `Only rsync can be told how much to send in a second; duplicity cannot. For a directory of the host, "ionice: idle"
leaves the disk to others.`,
    example: sampleWith("target: offsite", "target: offsite\n    limits: { bandwidth: 500K }"),
  },
  "condition-unknowable": {
    severity: "error",
    title: "a condition on a target that cannot be asked",
    text: `"reachable" asks the rsync daemon of the target, and the proxy before it, whether they answer. A directory is there
or not: without it a backup fails, since a disk that is forgotten must not be skipped in silence; "mounted" is the condition
for one that is there at times only. Other targets can be tried only by duplicity itself.`,
    example: sampleWith("target: offsite", "target: offsite\n    conditions: { reachable: true }"),
  },
  "scope-needs-systemd": {
    severity: "error",
    title: "the scope of the system under cron",
    text: `Under cron, jobs stand in the crontab of the host's user, root's as well. Units of the system, which run as
the host's user, need "scheduler: systemd".`,
    example: sampleWith("scheduler: cron,", "scheduler: cron, scope: system,"),
  },
  "run-as-in-user-scope": {
    severity: "error",
    title: "run_as in the units of a user",
    text: `A user's manager may start sudo, but not signal what runs as somebody else: such a run could not be stopped, at
shutdown neither. Units of the system run the job as that user themselves, without sudo.`,
    example: sampleWith("target: offsite", "target: offsite\n    run_as: root").replace(
      "scheduler: cron",
      "scheduler: systemd, scope: user",
    ),
  },
  "run-as-exposed": {
    severity: "error",
    title: "run_as with what the host's user could change",
    text: `sudo lets the host's user start one script as somebody else. If that user could change the script, a program that
it starts, or a directory that it writes in, sudo would give away everything that the other may do. And who can choose the
passphrase of an archive can read the archive: a secret of such a job lies below the home of the user that it runs as ("~/"),
or elsewhere out of reach. Such a job is installed by root, below /usr/local/lib/holdfast and /var/lib/holdfast by default.`,
    example: sampleWith("target: offsite", "target: offsite\n    run_as: root").replace(
      "scheduler: cron",
      "scheduler: cron, path: [~/bin]",
    ),
  },
  "run-as-unneeded": {
    severity: "warning",
    title: "run_as that changes nothing",
    text: `A job runs as the user of its host unless run_as names another.`,
    example: sampleWith("target: offsite", "target: offsite\n    run_as: ada"),
  },
  "lock-of-two-users": {
    severity: "error",
    title: "a lock that jobs of two users share",
    text: `A lock is a file in a directory of its own, which belongs to one user, as whatever a job writes.`,
    example: sampleWith("target: offsite", "target: offsite\n    lock: { name: uplink }")
      .replace(
        "hosts:",
        `  music:
    source: /srv/music
    target: offsite
    run_as: root
    lock: { name: uplink }
    encryption: none
    backup: {}
    drill: {}
hosts:`,
      )
      .replace("[photos]", "[photos, music]"),
  },
} as const satisfies CodePages;
