import type { Invocation } from "../command.ts";
import { commands } from "../commands.ts";
import { bashCompletion } from "../completion/bash.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";

const shells: Readonly<Record<string, typeof bashCompletion>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

export function run({ host, operand = "" }: Invocation): ExitCode {
  host.stdout.write(shells[operand]?.(commands) ?? "");
  return exitCode.ok;
}
