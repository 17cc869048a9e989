/** What is no shell code in a text, and where: offsets in UTF-16 units, `end` exclusive. */
export interface SyntaxProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** The first thing in a text that is not in the grammar of POSIX's shell (XCU 2.10); undefined for a sound text. */
export type ShellParser = (text: string) => SyntaxProblem | undefined;

/**
 * The parser of mvdan.cc/sh, which is shfmt's, as sh-syntax compiles it to WebAssembly. It can do nothing but compute.
 *
 * @param load the module's bytes; called when the first text is to be parsed, as most specs have none
 */
export function shellParser(load: () => Uint8Array): ShellParser {
  let module: WebAssembly.Module | undefined;
  // Hosts share jobs, and jobs share hooks.
  const known = new Map<string, SyntaxProblem | undefined>();
  return (text) => {
    if (!known.has(text)) {
      module ??= new WebAssembly.Module(load());
      known.set(text, problemOf(text, module));
    }
    return known.get(text);
  };
}

/** The last words of mvdan.cc/sh on what other shells know and POSIX does not. */
const otherShells = "; tried parsing as posix";

function problemOf(text: string, module: WebAssembly.Module): SyntaxProblem | undefined {
  const said = complaintOf(text, module);
  if (said === undefined) return undefined;
  // LINE:COLUMN: MESSAGE, both from 1, the column in bytes.
  const [, line, column, message = said] = /^(\d+):(\d+): (.*)$/s.exec(said) ?? [];
  const words = message.replace(/`([^`]+)`/g, (_, name) => (name === '"' ? `'"'` : `"${name}"`));
  return {
    message: words.endsWith(otherShells)
      ? `${words.slice(0, -otherShells.length)}, and not in POSIX`
      : words,
    ...stretchAt(text, Number(line ?? 1), Number(column ?? 1)),
  };
}

/** The word or sign at a place; the last one of the text when the place is behind it. */
function stretchAt(text: string, line: number, column: number): { start: number; end: number } {
  const lines = text.split("\n");
  const before = lines
    .slice(0, line - 1)
    .reduce((length, { length: more }) => length + more + 1, 0);
  const bytes = Buffer.from(lines[line - 1] ?? "").subarray(0, column - 1);
  const start = Math.min(before + bytes.toString().length, text.trimEnd().length - 1);
  const length = /^(?:\w+|.)/su.exec(text.slice(start))?.[0].length ?? 0;
  return { start, end: start + length };
}

/** What the parser says against a text: LINE:COLUMN: MESSAGE. */
function complaintOf(text: string, module: WebAssembly.Module): string | undefined {
  try {
    return parse(text, module).message || undefined;
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) return "nested too deep to be read";
    throw error;
  }
}

/** What sh-syntax's module exports. A text is three numbers: address, length and capacity, in bytes. */
interface Parser {
  readonly memory: { readonly buffer: ArrayBuffer };
  _start(): void;
  wasmAlloc(size: number): number;
  /** The address of a JSON text that ends in NUL. */
  process(...values: readonly (number | boolean)[]): number;
}

/** sh-syntax's number for POSIX's grammar. */
const posix = 2;

/** Each text has a parser of its own: what one text leaves in its memory makes a later one fail (0.7.0, measured). */
function parse(text: string, module: WebAssembly.Module): { readonly message: string } {
  const parser = new WebAssembly.Instance(module, surroundings).exports as Parser;
  try {
    parser._start();
  } catch (error) {
    if (error !== ready) throw error;
  }
  const place = (value: string) => {
    const bytes = Buffer.from(value);
    const address = parser.wasmAlloc(bytes.length);
    new Uint8Array(parser.memory.buffer).set(bytes, address);
    return [address, bytes.length, bytes.length];
  };
  const [name, code, stopAt] = [place(""), place(text), place("")];
  const [print, comments, recover] = [false, false, 0];
  // Eight more say how to print, which it is not to do.
  const address = parser.process(...name, ...code, print, comments, posix, ...stopAt, recover);
  const memory = Buffer.from(parser.memory.buffer);
  return JSON.parse(memory.toString("utf8", address, memory.indexOf(0, address)));
}

/** Thrown where Go's program would exit, and so leave the parser ready for calls. */
const ready = new Error("the parser has started");

/** What Go asks of its surroundings as it starts: nothing that could have a say in the result. */
const surroundings = {
  wasi_snapshot_preview1: {
    proc_exit: () => {
      throw ready;
    },
    random_get: () => 0,
    fd_write: notThere,
  },
  gojs: {
    "runtime.ticks": () => 0n,
    "syscall/js.valueGet": () => 0n,
    "syscall/js.valuePrepareString": notThere,
    "syscall/js.valueLoadString": notThere,
    "syscall/js.finalizeRef": notThere,
    "syscall/js.stringVal": notThere,
    "syscall/js.valueSet": notThere,
    "syscall/js.valueLength": notThere,
    "syscall/js.valueIndex": notThere,
    "syscall/js.valueCall": notThere,
  },
};

function notThere(): never {
  throw new Error("the shell parser asks for more than it did when it was chosen");
}
