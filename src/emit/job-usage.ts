import type { ActionName, HostPlan, JobPlan } from "../plan/plan.ts";
import { type ShellSource, sh, word } from "../shell/shell.ts";

const actionLines: Record<ActionName, readonly string[]> = {
  backup: [
    "  backup [--full] [--accept-shrink] [--dry-run]",
    "                                        back up now; --full makes a full backup, --accept-shrink one",
    "                                        of a source that was meant to lose files",
  ],
  prune: ["  prune [--dry-run]                     delete what the spec no longer keeps"],
  verify: ["  verify                                read the whole archive back and check it"],
  drill: [
    "  drill [--full]                        restore a sample, when due everything, and compare;",
    "                                        --full: everything",
  ],
};

const newPassphraseLine =
  "  backup --full --new-passphrase        once, after the passphrase was changed on purpose";

const commonLines = [
  "  restore DEST [--path P] [--time T] [--dry-run]",
  "                                        bring everything, or P, back into DEST",
  "  list [--time T]                       name every file in the backup",
  "  status [--json] [--max-age AGE]       what became of each action; with AGE, as a monitoring plugin",
  "  check                                 try every precondition, changing nothing",
  "  cleanup [--dry-run]                   delete what interrupted runs left on the target",
  "  duplicity WORDS...                    duplicity itself, with this job's environment and options",
];

const notifyLine =
  "  notify ACTION [RESULT CODE]           systemd says that ACTION was killed, or could not start";

/** `help`: what the script can be asked for, and where everything lies. */
export function jobUsage({ scheduler, style }: HostPlan, job: JobPlan): ShellSource {
  const hasFormer = job.secrets.some(({ purpose }) => purpose === "previous-passphrase");
  const lines = [
    `usage: ${job.name}.sh ACTION`,
    "",
    ...job.actions.flatMap(({ action }) => actionLines[action]),
    ...(hasFormer ? [newPassphraseLine] : []),
    ...commonLines,
    ...(scheduler === "systemd" ? [notifyLine] : []),
    "  help                                  this text",
    "",
    "T is a time such as 2026-01-31T04:00:00Z, or an age such as 3D; AGE is one such as 36h or 8d.",
    style === "inline"
      ? "Cron runs duplicity itself, without this script: status knows what was run by hand, and nothing else."
      : 'Cron and systemd say "scheduled ACTION": quiet unless something went wrong.',
    `target:        ${job.target.url}`,
    `status, logs:  ${job.stateDir}`,
  ];
  const words = lines.map((line) => sh`${word(line)}`);
  return sh`usage() {
  ${words.reduce(
    (command, line) => sh`${command} \\
    ${line}`,
    sh`printf '%s\\n'`,
  )}
}`;
}
