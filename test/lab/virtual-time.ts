import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** A program or library that `virtual-time.sh` has built. */
export function builtForVirtualTime(name: string): string {
  return join(import.meta.dirname, "../../node_modules/.cache/virtual-time", name);
}

/** Writes a number as the libraries share it with whoever moves the clock; in place, as they have the file mapped. */
export function writeShared(file: string, value: number, flag: "w" | "r+"): void {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  writeFileSync(file, bytes, { flag });
}
