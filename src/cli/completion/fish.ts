import type { Command, Completion, Option } from "../command.ts";

export function fishCompletion(commands: readonly Command[]): string {
  const lines = commands.flatMap((command) => [
    `-n __fish_use_subcommand -f -a ${command.name} -d ${quote(command.summary)}`,
    ...inCommand(command),
  ]);
  return [
    "# holdfast's arguments for fish: holdfast completion fish | source",
    ...lines.map((line) => `complete -c holdfast ${line}`),
    "",
  ].join("\n");
}

function inCommand({ name, operand, options }: Command): string[] {
  const condition = `-n ${quote(`__fish_seen_subcommand_from ${name}`)}`;
  return [
    `${condition} ${values(operand?.completion ?? "none", "")}`,
    `${condition} -l help -s h -d 'show help'`,
    ...options.map((option) => `${condition} ${optionWords(option)}`),
  ];
}

function optionWords({ name, short, summary, value }: Option): string {
  const words = [`-l ${name}`, ...(short ? [`-s ${short}`] : []), `-d ${quote(summary)}`];
  return [...words, ...(value ? [values(value.completion, "-r ")] : [])].join(" ");
}

/** The options of complete(1fish) that say what may stand here. */
function values(completion: Completion, required: string): string {
  if (typeof completion !== "string") return `${required}-f -a ${quote(completion().join(" "))}`;
  return (
    required +
    { file: "-F", directory: "-f -a '(__fish_complete_directories)'", none: "-f" }[completion]
  );
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
