import { hookCodes } from "./meaning/hooks.ts";
import { jobCodes } from "./meaning/jobs.ts";
import { nameCodes } from "./meaning/names.ts";
import { pathCodes } from "./meaning/paths.ts";
import { targetCodes } from "./meaning/targets.ts";
import { valueCodes } from "./meaning/values.ts";

/** What can be wrong with a spec whose every key and type is right. */
export const meaningCodes = {
  ...nameCodes,
  ...valueCodes,
  ...pathCodes,
  ...targetCodes,
  ...jobCodes,
  ...hookCodes,
};
