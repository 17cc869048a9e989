import type { CodePages } from "../page.ts";
import { sampleWith } from "./example.ts";

/** Paths on the host. */
export const pathCodes = {
  "relative-path": {
    severity: "error",
    title: "a path that does not begin at the root",
    text: `Cron, systemd and a shell each start a script in another directory, so that a relative path would mean
another file each time. A path begins with "/", or with "~/" for the home of the host's user.`,
    example: sampleWith("/srv/photos", "photos"),
  },
  "tilde-path": {
    severity: "error",
    title: "a path with ~ that is not ~/",
    text: `"~/" at the start of a path is the home of the host's user, which hosts.NAME.home may set. "~name" is not
looked up: write the path of that home.`,
    example: sampleWith("/srv/photos", "~bob/photos"),
  },
  "parent-in-path": {
    severity: "error",
    title: 'a path with ".."',
    text: `What ".." leads to depends on symbolic links on the host, so that Holdfast cannot tell whether such a path
lies within another. Write the path that is meant.`,
    example: sampleWith("/srv/photos", "/srv/music/../photos"),
  },
  "control-character": {
    severity: "error",
    title: "a control character in a text",
    text: `A line end, a tab or an escape in a path is almost always an accident: often a block text, whose last line
end belongs to it. Such paths cannot stand in a crontab, and confuse those who read logs. The characters refused are
U+0000 to U+001F and U+007F to U+009F.`,
    example: sampleWith("source: /srv/photos", "source: |\n      /srv/photos"),
  },
  "path-too-long": {
    severity: "error",
    title: "a path that no file can have",
    text: `On Linux a path has at most 4095 bytes, and each name in it at most 255; letters outside of ASCII take two to
four. The file of a job's metrics is called holdfast_HOST_JOB.prom.`,
    example: sampleWith("/srv/photos", `/srv/${"photos-".repeat(40)}`),
  },
  "dollar-in-path": {
    severity: "error",
    title: "a source that duplicity would read otherwise",
    text: `duplicity 0.8.22 puts the environment's variables into the source's path where $NAME or \${NAME} stands, and
has no way to write the dollar itself (measured). So a source called "$HOME" cannot be named; the directory above it
can.`,
    example: sampleWith("/srv/photos", "/srv/$USER"),
  },
  "source-root-changed": {
    severity: "warning",
    title: "an archive of another source",
    text: `duplicity adds nothing to an archive of another source (0.8.22 exits 42), so the job's script refuses such a
backup (78). "holdfast compile" compares each source with what the scripts in the output directory say; several sources
count as one, their common root "/". In the example the source was /srv/photos before.`,
    example: sampleWith("/srv/photos", "/srv/pictures"),
  },
  "source-like-list": {
    severity: "warning",
    title: "one source that looks like several",
    text: `Every character of a source is a part of its name, commas and blanks too. Several sources are a list.
Where the name is really so, the warning can be ignored.`,
    example: sampleWith("/srv/photos", '"/srv/photos, /srv/music"'),
  },
  "source-like-pattern": {
    severity: "warning",
    title: "a source that looks like a pattern",
    text: `Every character of a source is a part of its name: no shell expands *, ? or {a,b} in it. What is in and what is
out below a source is chosen by patterns in "select": the first that matches decides, so an include for each thing that is
meant, and then exclude: "**". Where the name is really so, the warning can be ignored.`,
    example: sampleWith("source: /srv/photos", 'source: "/home/*/photos"'),
  },
  "colon-in-path": {
    severity: "error",
    title: "a directory that the PATH cannot hold",
    text: `The PATH is a list of directories between colons, and knows no way to write one that belongs to a name
(environ(7)).`,
    example: sampleWith("jobs: [photos]", 'jobs: [photos], path: ["/opt/a:b"]'),
  },
  "unfit-state-dir": {
    severity: "error",
    title: "a state_dir that does not work for duplicity",
    text: `duplicity puts the name of its temporary directory into rsync's command line without quotes, and 0.8.22 takes
"$" for a variable: so state_dir has only the characters A-Z, a-z, 0-9 and . _ + @ = , - /.`,
    example: sampleWith("jobs: [photos]", 'jobs: [photos], state_dir: "/srv/my backups"'),
  },
  "unfit-target-dir": {
    severity: "error",
    title: "a target's directory that a unit of systemd cannot name",
    text: `A job that the system's systemd runs may write only where its unit says so, and so the unit names the target's
directory. Unicode's noncharacters, such as U+FFFE, cannot stand in a unit, and systemd has no escape for them there. Rename
the directory, or let cron run the job.`,
    example: sampleWith("/mnt/disk", "/mnt/%EF%BF%BE").replace("cron", "systemd"),
  },
  "unfit-credential": {
    severity: "error",
    title: "a credential's file that a unit of systemd cannot name",
    text: `A unit names the file of a credential as it stands, without quotes (systemd 252, measured): so its path cannot end
in a blank or a backslash, and has no noncharacters of Unicode. Rename the file.`,
    example: sampleWith("file: ~/.duplicity.secret", 'credential: key, file: "/etc/key "'),
  },
  "unfit-install-dir": {
    severity: "error",
    title: "an install_dir from which the scheduler cannot start a script",
    text: `systemd takes no quotes and no backslash in the path of a program, and the command of a crontab line may have
998 bytes, with what each odd character needs to get through all cron daemons. A property list of launchd is XML, which has
no way to say U+FFFE and U+FFFF. Where the job runs through sudo (run_as), only A-Z, a-z, 0-9 and . _ - / can be in it.`,
    example: sampleWith(
      "scheduler: cron, jobs: [photos]",
      `scheduler: systemd, jobs: [photos], install_dir: "/opt/ada's"`,
    ),
  },
  "install-moved": {
    severity: "warning",
    title: "an install that is left behind",
    text: `"holdfast compile" compares where each host is to be installed with what the install.sh in the output directory
says. Another user or install_dir is another place, with a schedule of its own; the crontab or the timers that start what
is in the former one stay, and both would make backups to the same archive at the same time, each without knowing of the
other. Only a change between the user's own place and /usr/local/lib/holdfast is seen to by install.sh itself.`,
    example: sampleWith("user: ada", "user: bob"),
  },
} as const satisfies CodePages;
