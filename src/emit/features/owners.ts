import keepNoOwners from "../../../templates/job/keep-no-owners.sh";
import owners from "../../../templates/job/owners.sh";
import type { FeatureEmitter } from "./feature.ts";

/** Whom restored files belong to where it is not root who restores. */
export const emitOwners: FeatureEmitter = (_host, job) =>
  job.user === "root"
    ? undefined
    : { runtime: [owners, keepNoOwners], calls: { restore: ["choose_owners"] } };
