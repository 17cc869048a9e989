import type { Command, Operand, Option } from "./command.ts";
import { commands } from "./commands.ts";

const help: Option = { name: "help", short: "h", summary: "show this" };

/** What `holdfast --help` prints. */
export function overview(): string {
  return [
    "usage: holdfast COMMAND [ARGUMENTS]",
    "",
    "Compile a backup spec into scripts that need nothing but sh and duplicity.",
    "",
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    "",
    'Begin with "holdfast init"; "holdfast COMMAND --help" tells more about a command.',
    "",
  ].join("\n");
}

/** What `holdfast COMMAND --help` prints. */
export function commandHelp(command: Command): string {
  const { name, summary, operand } = command;
  return [
    usage(command),
    "",
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    "",
    ...columns([
      ...(operand ? [[operand.name, operand.summary] as const] : []),
      ...[...command.options, help].map((option) => [optionLabel(option), option.summary] as const),
    ]),
    "",
    ...(name === "compile" ? [exitCodes, ""] : []),
  ].join("\n");
}

const exitCodes =
  "Exit codes: 0 done; 1 the spec has errors, or under --check the tree differs;\n" +
  "2 the command line is wrong; 70 a bug in Holdfast; 74 a file cannot be read or written.";

function usage({ name, operand, options }: Command): string {
  const words = [...(operand ? [operandUsage(operand)] : []), ...options.map(optionUsage)];
  return ["usage: holdfast", name, ...words].join(" ");
}

function operandUsage({ name, required }: Operand): string {
  return required ? name : `[${name}]`;
}

function optionUsage({ name, short, value }: Option): string {
  const dashed = short ? `-${short}` : `--${name}`;
  return value ? `[${dashed} ${value.name}]${value.repeatable ? "..." : ""}` : `[${dashed}]`;
}

function optionLabel({ name, short, value }: Option): string {
  return `${short ? `-${short}, ` : "    "}--${name}${value ? ` ${value.name}` : ""}`;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`);
}
