import { planSpec } from "../../src/compile/compile.ts";
import type { Reporter } from "../../src/diagnostics/reporter.ts";
import { nodeHost } from "../../src/node-host.ts";

/** Takes a spec through all phases that report what its author did wrong. */
export function front(text: string, path = "backup.yaml"): Reporter {
  return planSpec({ ...nodeHost(), readFile: () => Buffer.from(text) }, path).reporter;
}
