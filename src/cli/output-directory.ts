import type { Invocation } from "./command.ts";

/** The tree that an invocation is about, without a final slash, so that paths below it can be shown. */
export function outputDirectory({ value }: Invocation): string {
  return (value("output") ?? "out").replace(/(?<=.)\/+$/, "");
}
