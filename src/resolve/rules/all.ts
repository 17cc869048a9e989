import type { Reporter } from "../../diagnostics/reporter.ts";
import { archiveShared } from "./archive-shared.ts";
import { backupComes } from "./backup-comes.ts";
import { credentialsLoaded } from "./credentials-loaded.ts";
import { dialectKeeps } from "./dialect-keeps.ts";
import { dirsFit } from "./dirs-fit.ts";
import { everyBackupFull } from "./every-backup-full.ts";
import { failuresTold } from "./failures-told.ts";
import { fullInterval } from "./full-interval.ts";
import { hooksRun } from "./hooks-run.ts";
import { inlineGivesUp } from "./inline-gives-up.ts";
import { inlineKeeps } from "./inline-keeps.ts";
import { limitPossible } from "./limit-possible.ts";
import { metricsFileFits } from "./metrics-file.ts";
import { passphraseCopy } from "./passphrase-copy.ts";
import { passphrasesDiffer } from "./passphrases-differ.ts";
import type { JobRule, PlacedHost } from "./placed.ts";
import { prunePolicies } from "./prune-policies.ts";
import { reachableTarget } from "./reachable-target.ts";
import { retryFits } from "./retry-fits.ts";
import { lockOfOneUser, runAsFits, runAsMeantFor } from "./run-as.ts";
import { secretsApart } from "./secrets-apart.ts";
import { sourcesApart } from "./sources-apart.ts";
import { sourcesMeant } from "./sources-meant.ts";

const jobRules: readonly JobRule[] = [
  sourcesMeant,
  sourcesApart,
  backupComes,
  fullInterval,
  everyBackupFull,
  prunePolicies,
  passphraseCopy,
  passphrasesDiffer,
  secretsApart,
  credentialsLoaded,
  dirsFit,
  metricsFileFits,
  retryFits,
  limitPossible,
  reachableTarget,
  hooksRun,
  dialectKeeps,
  failuresTold,
  inlineKeeps,
  runAsFits,
  lockOfOneUser,
];

/** Reports what is wrong between values that are each right. */
export function checkRules(hosts: readonly PlacedHost[], reporter: Reporter): void {
  for (const host of hosts) {
    for (const placed of host.jobs) {
      for (const rule of jobRules) rule(placed, host, reporter);
    }
    inlineGivesUp(host, reporter);
  }
  archiveShared(hosts, reporter);
  runAsMeantFor(hosts, reporter);
}
