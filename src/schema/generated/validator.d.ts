import type { RawError } from "../raw-error.ts";

/** Written by scripts/generate.mjs from schemas/backup.v1.schema.json. */
declare const validator: {
  (data: unknown): boolean;
  /** What was wrong in the last call. */
  errors: readonly RawError[] | null;
};
export default validator;
