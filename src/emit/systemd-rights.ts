import type { JobPlan } from "../plan/plan.ts";
import { plain } from "../systemd/text.ts";
import { setting, type UnitLine } from "../systemd/unit.ts";
import {
  hasHooks,
  isReachedLocally,
  mails,
  metricsDirectory,
  type Purpose,
  readsSource,
  targetDirectory,
  told,
} from "./systemd-needs.ts";

/**
 * To read everything; for root, to write into directories that may belong to somebody else; and, to restore, to
 * give files away with all that belongs to them. A user keeps them through programs that are started, and duplicity asks
 * access(2) whether it can read a file, which knows of a user's capabilities only with no-setuid-fixup: without it,
 * duplicity leaves files out and exits 0 (0.8.22, measured).
 */
export function capabilities(job: JobPlan, purpose: Purpose): UnitLine[] {
  const root = job.user === "root";
  const reads = readsSource(purpose) && (root || job.readsAll);
  const writes = root && [...targetDirectory(job), ...metricsDirectory(job, purpose)].length > 0;
  const held = [
    ...(purpose === "restore" ? ["CAP_CHOWN", "CAP_FOWNER", "CAP_FSETID"] : []),
    ...(purpose === "restore" || writes ? ["CAP_DAC_OVERRIDE"] : []),
    ...(purpose === "restore" || reads ? ["CAP_DAC_READ_SEARCH"] : []),
  ].join(" ");
  const bounds = (value: string) =>
    setting("CapabilityBoundingSet", ...(value === "" ? [] : [plain(value)]));
  return [
    ...(hasHooks(job, purpose) ? [] : [bounds(mails(job, purpose) ? sendmails : held)]),
    ...(root || held === ""
      ? []
      : [
          setting("AmbientCapabilities", plain(held)),
          setting("SecureBits", plain("no-setuid-fixup")),
        ]),
  ];
}

/**
 * What sendmail may take on: to become the mail system's user, and to put a mail into its spool, or on its way. It does so
 * by setuid even for root: exim gives up root's rights first, and calls itself to deliver (4.96, measured).
 */
const sendmails = [
  ...["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID"],
  ...["CAP_KILL", "CAP_NET_BIND_SERVICE", "CAP_SETGID", "CAP_SETUID", "CAP_SYS_RESOURCE"],
].join(" ");

/**
 * Unless somebody is told: none for a directory; nothing but this machine when the target, or the proxy to it, is here.
 */
export function network(job: JobPlan, purpose: Purpose): UnitLine[] {
  const { target } = job;
  const families = (text: string) => setting("RestrictAddressFamilies", plain(text));
  const open = told(job, purpose).length > 0;
  if (target.kind === "file" && !open)
    return [setting("PrivateNetwork", plain("yes")), families("AF_UNIX")];
  const restricted =
    isReachedLocally(target) && !open
      ? [setting("IPAddressDeny", plain("any")), setting("IPAddressAllow", plain("localhost"))]
      : [];
  return [...restricted, families("AF_UNIX AF_INET AF_INET6")];
}
