import type { Host } from "../host.ts";
import type { ExitCode } from "./exit-code.ts";

/** One row of the table of commands: help, completions and the reading of arguments are all made from it. */
export interface Command {
  readonly name: string;
  /** What it does, in one line; an imperative without full stop. */
  readonly summary: string;
  readonly operand?: Operand;
  readonly options: readonly Option[];
  /** Loaded only when it is to run: start-up is most of what a compilation costs. */
  load(): Promise<{ run: (invocation: Invocation) => ExitCode | Promise<ExitCode> }>;
}

export interface Operand {
  /** As in the usage line: `SPEC`. */
  readonly name: string;
  readonly required?: true;
  readonly summary: string;
  readonly completion: Completion;
}

export interface Option {
  /** Without the dashes. */
  readonly name: string;
  /** A single letter, without the dash. */
  readonly short?: string;
  readonly summary: string;
  /** Absent: the option is a flag. */
  readonly value?: OptionValue;
}

export interface OptionValue {
  /** As in the usage line: `DIR`. */
  readonly name: string;
  readonly repeatable?: true;
  readonly completion: Completion;
}

/** What a shell may offer: files, directories, nothing, or one of these words, which then are all that is allowed. */
export type Completion = "file" | "directory" | "none" | (() => readonly string[]);

/** A command with its arguments, as its `run` gets them. */
export interface Invocation {
  readonly host: Host;
  readonly operand: string | undefined;
  flag(name: string): boolean;
  /** The last one given. */
  value(name: string): string | undefined;
  values(name: string): readonly string[];
}

/** The command line is wrong. Thrown where that is found; the message becomes the user's, and the exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  /** @param help the way out, in the wording of diagnostics */
  constructor(
    message: string,
    readonly help?: string,
  ) {
    super(message);
  }
}
