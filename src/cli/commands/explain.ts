import { codes } from "../../diagnostics/codes.ts";
import { explainCode, isDiagnosticCode } from "../../diagnostics/explain.ts";
import type { Invocation } from "../command.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";

export function run({ host, operand = "" }: Invocation): ExitCode {
  host.stdout.write(isDiagnosticCode(operand) ? explainCode(operand) : list());
  return exitCode.ok;
}

function list(): string {
  const width = Math.max(...Object.keys(codes).map((code) => code.length));
  return Object.entries(codes)
    .map(([code, { title }]) => `${code.padEnd(width)}  ${title}\n`)
    .join("");
}
