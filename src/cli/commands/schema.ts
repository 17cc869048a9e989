import schema from "../../../schemas/backup.v1.schema.json" with { type: "json" };
import type { Invocation } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";

export function run({ host }: Invocation): ExitCode {
  host.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
  return exitCode.ok;
}
