import packageJson from "../../package.json" with { type: "json" };
import { didYouMean } from "../diagnostics/suggest.ts";
import { quote } from "../diagnostics/words.ts";
import { FileError, type Host } from "../host.ts";
import { UsageError } from "./command.ts";
import { commands } from "./commands.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { parseArguments } from "./parse-arguments.ts";

/**
 * The command line: arguments in, exit code out; everything else it does through the host.
 *
 * @param args what follows the command's own name
 */
export async function run(args: readonly string[], host: Host): Promise<ExitCode> {
  try {
    return await dispatch(args, host);
  } catch (error) {
    return explainFailure(error, host);
  }
}

const isHelp = (word: string | undefined) => word === "--help" || word === "-h";

async function dispatch([name, ...args]: readonly string[], host: Host): Promise<ExitCode> {
  if (name === "--version") {
    host.stdout.write(`holdfast ${packageJson.version}\n`);
    return exitCode.ok;
  }
  if (name === "help" || isHelp(name)) return showHelp(args[0], host);
  if (name === undefined) throw new UsageError("no command is given");
  const command = findCommand(name);
  // Before anything else is judged: who asks for help may have written the rest wrong.
  if (args.slice(0, endOfOptions(args)).some(isHelp)) return showHelp(name, host);
  const { operand, options } = parseArguments(command, args);
  const { run: runCommand } = await command.load();
  return runCommand({
    host,
    operand,
    flag: (option) => options.has(option),
    value: (option) => options.get(option)?.at(-1),
    values: (option) => options.get(option) ?? [],
  });
}

function endOfOptions(args: readonly string[]): number {
  const at = args.indexOf("--");
  return at === -1 ? args.length : at;
}

async function showHelp(name: string | undefined, host: Host): Promise<ExitCode> {
  const { commandHelp, overview } = await import("./help.ts");
  host.stdout.write(
    name === undefined || isHelp(name) ? overview() : commandHelp(findCommand(name)),
  );
  return exitCode.ok;
}

function findCommand(name: string) {
  const command = commands.find((candidate) => candidate.name === name);
  if (command) return command;
  const names = commands.map((candidate) => candidate.name);
  throw new UsageError(
    name.startsWith("-") ? `unknown option ${quote(name)}` : `unknown command ${quote(name)}`,
    didYouMean(name, [...names, "help", "--help", "--version"]),
  );
}

function explainFailure(error: unknown, host: Host): ExitCode {
  if (error instanceof UsageError) {
    say(host, error.message, error.help ?? '"holdfast --help" shows what there is');
    return exitCode.usage;
  }
  if (error instanceof FileError) {
    say(host, error.message, error.help);
    return exitCode.file;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  say(
    host,
    `internal error: ${message}`,
    "this is a bug in Holdfast; please report it, with the spec if you can",
  );
  if (host.env.HOLDFAST_DEBUG) host.stderr.write(`${stack}\n`);
  return exitCode.internal;
}

function say(host: Host, message: string, help?: string): void {
  host.stderr.write(`holdfast: ${message}\n${help === undefined ? "" : `  = help: ${help}\n`}`);
}
