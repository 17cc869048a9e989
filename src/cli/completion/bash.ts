import type { Command, Completion, Option } from "../command.ts";

/** For files and directories the script offers nothing, and bash its own default: file names. */
export function bashCompletion(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  return `# holdfast's arguments for bash 3.2 and later: eval "$(holdfast completion bash)"
_holdfast() {
  local current=\${COMP_WORDS[COMP_CWORD]} words=
  case "$COMP_CWORD \${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD - 1]}" in
    '1 '*) words='${names} help --help --version' ;;
${commands.flatMap((command) => command.options.flatMap((option) => valueCase(command, option))).join("")}\
${commands.map(commandCase).join("")}\
    '2 help '*) words='${names}' ;;
  esac
  COMPREPLY=()
  [ -z "$words" ] || COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F _holdfast holdfast
`;
}

function valueCase({ name }: Command, option: Option): string[] {
  if (!option.value) return [];
  const dashed = [`--${option.name}`, ...(option.short ? [`-${option.short}`] : [])];
  const patterns = dashed.map((word) => `*' ${name} ${word}'`).join(" | ");
  return [`    ${patterns}) words='${words(option.value.completion)}' ;;\n`];
}

/** Options are offered once a dash is typed: with them among the words, bash would offer no file names. */
function commandCase({ name, operand, options }: Command): string {
  const dashed = [...options.map((option) => `--${option.name}`), "--help"].join(" ");
  const choices = operand ? words(operand.completion) : "";
  return `    *' ${name} '*) case $current in -*) words='${dashed}' ;; *) words='${choices}' ;; esac ;;\n`;
}

function words(completion: Completion): string {
  return typeof completion === "string" ? "" : completion().join(" ");
}
