import type { Command, Completion, Option } from "../command.ts";

export function zshCompletion(commands: readonly Command[]): string {
  return `#compdef holdfast
# holdfast's arguments for zsh: eval "$(holdfast completion zsh)", after compinit
_holdfast() {
  if ((CURRENT == 2)); then
    local -a commands=(
${commands.map(({ name, summary }) => `      ${quote(`${name}:${summary}`)}\n`).join("")}\
    )
    _describe command commands
    return
  fi
  shift words
  ((CURRENT--))
  case $words[1] in
${commands.map(commandCase).join("")}\
  esac
}
if [[ $funcstack[1] == _holdfast ]]; then
  _holdfast "$@"
else
  compdef _holdfast holdfast
fi
`;
}

function commandCase({ name, operand, options }: Command): string {
  const specs = [
    ...options.flatMap(optionSpecs),
    "--help[show help]",
    ...(operand ? [`:${operand.name}:${action(operand.completion)}`] : []),
  ];
  return `    ${name}) _arguments -s ${specs.map(quote).join(" ")} ;;\n`;
}

function optionSpecs({ name, short, summary, value }: Option): string[] {
  const text = `[${summary.replace(/[\\[\]]/g, "\\$&")}]${value ? `:${value.name}:${action(value.completion)}` : ""}`;
  const others = value?.repeatable ? "*" : "";
  return [
    `${others}--${name}${value ? "=" : ""}${text}`,
    ...(short ? [`${others}-${short}${value ? "+" : ""}${text}`] : []),
  ];
}

/** What _arguments (zshcompsys(1)) is to do for a value. */
function action(completion: Completion): string {
  if (typeof completion !== "string") return `(${completion().join(" ")})`;
  return { file: "_files", directory: "_files -/", none: " " }[completion];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
