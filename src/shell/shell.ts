import { assertEncodable } from "../text/encodable.ts";
import { Sealed } from "../text/sealed.ts";
import { visible } from "../text/visible.ts";

/** One word of a command, quoted: whatever it holds, the shell takes it literally. */
export type ShellWord = Sealed<"shell word">;

/** The name of a variable or function. */
export type ShellName = Sealed<"shell name">;

/** Shell code: zero or more lines, the last one without its line end. */
export type ShellSource = Sealed<"shell source">;

/**
 * Quotes any text as one word. Always in single quotes, in which no character but the quote itself means anything
 * (XCU 2.2.2); confirmed byte by byte in dash, bash, busybox ash, mksh, yash, ksh93 and zsh.
 *
 * @throws on NUL and lone surrogates, which the spec's reader has refused
 */
export function word(text: string): ShellWord {
  assertEncodable(text);
  return new Sealed("shell word", `'${text.replaceAll("'", "'\\''")}'`);
}

/**
 * As {@link word}, but without quotes where an argument needs none: for commands that people type off a page. What is
 * left bare holds no character that any shell expands, and no `=` that could make it an assignment.
 */
export function bareWord(text: string): ShellWord {
  return /^(?:[A-Za-z0-9_./:@+,-]+|--[A-Za-z0-9_./:@+,=-]+)$/.test(text)
    ? new Sealed("shell word", text)
    : word(text);
}

/**
 * A name as XBD 3.235 has it: ASCII letters, digits and `_`, not starting with a digit.
 *
 * @throws on anything else
 */
export function name(text: string): ShellName {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) {
    throw new Error(`${JSON.stringify(text)} is no name for a shell variable or function`);
  }
  return new Sealed("shell name", text);
}

/** A comment of one line. What could end the line, or hide in it, is shown as `\u{HEX}`. */
export function comment(text: string): ShellSource {
  return new Sealed("shell source", text === "" ? "#" : `# ${visible(text)}`);
}

/** Code that is the same in every script: the text of a file under `templates/`. */
export function constant(text: string): ShellSource {
  return new Sealed("shell source", text.replace(/\n$/, ""));
}

/**
 * Shell code around values: sh`cd -- ${word(path)}`. An array becomes one line per item. The literal parts are code as
 * JavaScript reads them, so `\${HOME}` stands for `${HOME}`.
 *
 * @throws when a word stands inside quotes or a comment of the literal parts, where its own quotes would not protect it
 */
export function sh(
  literals: TemplateStringsArray,
  ...values: readonly (ShellWord | ShellName | ShellSource | readonly ShellSource[])[]
): ShellSource {
  let code = "";
  let context: Context = "plain";
  literals.forEach((literal, i) => {
    code += literal;
    context = contextAfter(literal, context);
    const value = values[i];
    if (value === undefined) return;
    if (!(value instanceof Sealed)) {
      code += value.map((line) => Sealed.open(line)).join("\n");
      return;
    }
    if (value.kind === "shell word" && context !== "plain") {
      throw new Error(`a shell word inside ${context}: ${code}`);
    }
    code += Sealed.open(value);
  });
  return new Sealed("shell source", code);
}

/** The text of a whole file, for the emitters to hand on: ends with a line end. */
export function render(source: ShellSource): string {
  return `${Sealed.open(source)}\n`;
}

type Context = "plain" | "single quotes" | "double quotes" | "a comment";

/** Where literal code leaves the reader, given where it found him. Knows quotes, backslashes and comments; no here-documents. */
function contextAfter(literal: string, before: Context): Context {
  let context = before;
  for (const [token] of literal.matchAll(/\\.|(?<![^\s;&|()])#|['"\n]/gs)) {
    if (context === "a comment") {
      if (token.endsWith("\n")) context = "plain";
    } else if (context === "single quotes") {
      if (token.endsWith("'")) context = "plain";
    } else if (context === "double quotes") {
      if (token === '"') context = "plain";
    } else if (token === "'") context = "single quotes";
    else if (token === '"') context = "double quotes";
    else if (token === "#") context = "a comment";
  }
  return context;
}
