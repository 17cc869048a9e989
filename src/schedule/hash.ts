import { createHash } from "node:crypto";

/** Whose schedule it is: what `H` is made from. */
export interface ScheduleOwner {
  readonly host: string;
  readonly job: string;
  readonly action: string;
}

/**
 * A number from 0 to `size - 1`, spread evenly over owners and always the same for one of them: the first 48 bits of
 * the SHA-256 of host, job, action and purpose, joined by NUL, modulo `size`. Part of the language: another formula
 * would move the backups of every host.
 */
export function stableNumber(owner: ScheduleOwner, purpose: string, size: number): number {
  const key = [owner.host, owner.job, owner.action, purpose].join("\0");
  return createHash("sha256").update(key).digest().readUIntBE(0, 6) % size;
}
