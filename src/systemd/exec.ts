import { assertEncodable } from "../text/encodable.ts";
import { Sealed } from "../text/sealed.ts";
import { isVariable } from "./environment.ts";
import { quote } from "./quote.ts";

/** The program of an `ExecStart=` line. */
export type ExecProgram = Sealed<"systemd program">;

/** One argument of an `ExecStart=` line. */
export type ExecArgument = Sealed<"systemd argument">;

/**
 * Whether systemd can be told to run the program at a path: absolute, without quotes, backslashes and control
 * characters, which it refuses in the first word of a command however they are written (systemd 252, measured).
 */
export function fitsExecProgram(path: string): boolean {
  return path.startsWith("/") && !/["'\\\p{Cc}]/u.test(path);
}

/**
 * The first word of a command. Unlike in the arguments, `$` means nothing here.
 *
 * @throws on what {@link fitsExecProgram} refuses
 */
export function execProgram(path: string): ExecProgram {
  assertEncodable(path);
  if (!fitsExecProgram(path)) throw new Error(`systemd cannot run ${JSON.stringify(path)}`);
  return new Sealed("systemd program", quote(path));
}

/** The same for a program whose failure, or absence, is no failure of the unit (systemd.service(5), "-"). */
export function optionalProgram(path: string): ExecProgram {
  return new Sealed("systemd program", `-${Sealed.open(execProgram(path))}`);
}

/** Any text as one argument: systemd.service(5), "Command lines", where `$` expands even inside quotes. */
export function execArgument(text: string): ExecArgument {
  return new Sealed("systemd argument", quote(text).replaceAll("$", "$$$$"));
}

/** Of a template: a path below that which the name of its instance stands for (systemd.unit(5), "%f"), as one argument. */
export function belowInstancePath(name: string): ExecArgument {
  return new Sealed("systemd argument", `"%f/${Sealed.open(execArgument(name)).slice(1)}`);
}

/**
 * The words that a variable of the unit holds: none, or several, each of which may be quoted there (systemd.service(5),
 * "Command lines").
 *
 * @throws on a name that is no shell variable's
 */
export function wordsOfVariable(name: string): ExecArgument {
  if (!isVariable(name)) throw new Error(`${JSON.stringify(name)} is no variable`);
  return new Sealed("systemd argument", `$${name}`);
}

/** Of a template: the name of its instance, with nothing unescaped (systemd.unit(5), "%i"), as one argument. */
export const instanceArgument: ExecArgument = new Sealed("systemd argument", "%i");
