import { parseArgs } from "node:util";
import { didYouMean } from "../diagnostics/suggest.ts";
import { alternatives, quote } from "../diagnostics/words.ts";
import { type Command, type Completion, type Option, UsageError } from "./command.ts";

/** Arguments sorted by what they are; flags have the value "". */
export interface Arguments {
  readonly operand: string | undefined;
  readonly options: ReadonlyMap<string, readonly string[]>;
}

/** @throws UsageError for anything that the command does not take */
export function parseArguments(command: Command, args: readonly string[]): Arguments {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      command.options.map(({ name, short, value }) => [
        name,
        { type: value ? "string" : "boolean", ...(short && { short }) } as const,
      ]),
    ),
  });
  const options = new Map<string, string[]>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const option = findOption(command, token);
    const value = optionValue(option, token);
    options.set(option.name, [...(options.get(option.name) ?? []), value]);
  }
  return { operand: soleOperand(command, operands), options };
}

interface OptionToken {
  readonly name: string;
  /** As it was written: `--host`, `-o`. */
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function findOption(command: Command, { name, rawName }: OptionToken): Option {
  const option = command.options.find((candidate) => candidate.name === name);
  if (option) return option;
  const known = command.options.map((candidate) => `--${candidate.name}`);
  throw new UsageError(
    `"${command.name}" has no option ${quote(rawName)}`,
    didYouMean(rawName, known) ??
      (known.length > 0 ? `it takes ${alternatives([...known, "--help"])}` : undefined),
  );
}

function optionValue({ value: expected }: Option, token: OptionToken): string {
  const { rawName, value, inlineValue } = token;
  if (!expected) {
    if (value !== undefined) throw new UsageError(`the option "${rawName}" takes no value`);
    return "";
  }
  // What looks like an option in the place of a value is far more often a value that was forgotten.
  if (value === undefined || value === "" || (!inlineValue && /^-./.test(value))) {
    throw new UsageError(
      `the option "${rawName}" needs a value`,
      `write ${rawName} ${expected.name}`,
    );
  }
  requireChoice(`the option "${rawName}"`, expected.completion, value);
  return value;
}

function soleOperand({ name, operand }: Command, operands: readonly string[]): string | undefined {
  const [first, second] = operands;
  const surplus = operand ? second : first;
  if (surplus !== undefined)
    throw new UsageError(
      `"${name}" does not know what to do with ${quote(surplus)}`,
      seeHelp(name),
    );
  if (first === "") throw new UsageError(`${operand?.name} is empty`);
  if (operand && first !== undefined)
    requireChoice(operand.name, operand.completion, first, `"holdfast ${name}" lists them all`);
  else if (operand?.required)
    throw new UsageError(`"${name}" needs ${operand.name}: ${operand.summary}`);
  return first;
}

const seeHelp = (command: string) => `"holdfast ${command} --help" shows what it takes`;

/** @param otherwise the help where there are too many choices to list, and none is near */
function requireChoice(
  what: string,
  completion: Completion,
  value: string,
  otherwise?: string,
): void {
  if (typeof completion === "string" || completion().includes(value)) return;
  const choices = completion();
  throw new UsageError(
    `${what} cannot be ${quote(value)}`,
    choices.length <= 8
      ? `it can be ${alternatives(choices)}`
      : (didYouMean(value, choices) ?? otherwise),
  );
}
