import * as fs from "node:fs";
import { resolve } from "node:path";
import shellParserFile from "sh-syntax/main.wasm";
import { FileError, type FileKind, type Host, type TextSink } from "./host.ts";

/** The machine that Node runs on. */
export function nodeHost(): Host {
  return {
    env: process.env,
    stdout: descriptorSink(1, (error) => {
      throw fileError("write to", "standard output", error);
    }),
    // Whoever cannot be told anything cannot be told of that either.
    stderr: descriptorSink(2, () => {}),
    now: () => Date.now(),
    readStdin: () => attempt("read", "standard input", () => fs.readFileSync(0)),
    readFile: (path) => attempt("read", path, () => fs.readFileSync(path)),
    createFile: (path, bytes, mode) => attempt("write", path, () => createFile(path, bytes, mode)),
    status: (path) =>
      attempt("examine", path, () => {
        const stats = fs.lstatSync(path, { throwIfNoEntry: false });
        return stats && { kind: kindOf(stats), mode: stats.mode & 0o7777 };
      }),
    list: (path) =>
      attempt("list", path, () =>
        fs
          .readdirSync(path, { withFileTypes: true })
          .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
      ),
    requireWritable: (directory) =>
      attempt("write to", directory, () =>
        fs.accessSync(directory, fs.constants.W_OK | fs.constants.X_OK),
      ),
    rename: (from, to) => attempt("write", to, () => fs.renameSync(from, to)),
    unlink: (path) => attempt("delete", path, () => fs.unlinkSync(path)),
    makeDirectory: (path) => attempt("make the directory", path, () => fs.mkdirSync(path)),
    removeDirectory: (path) => attempt("delete", path, () => fs.rmdirSync(path)),
    readShellParser: () => {
      const path = resolve(import.meta.dirname, shellParserFile);
      return attempt("read", path, () => fs.readFileSync(path));
    },
    runTool: async (name, args, input) => {
      // Takes longer to load than most commands take to run.
      const { spawnSync } = await import("node:child_process");
      const { status, stdout, error } = spawnSync(name, args, { input, encoding: "utf8" });
      if (error && errnoOf(error) === "ENOENT") return undefined;
      if (error) throw fileError("run", name, error);
      return { status, stdout };
    },
  };
}

function createFile(path: string, bytes: Uint8Array, mode: number): void {
  const descriptor = fs.openSync(path, "wx", mode);
  try {
    fs.writeFileSync(descriptor, bytes);
    fs.fchmodSync(descriptor, mode);
    fs.fsyncSync(descriptor);
  } catch (error) {
    fs.unlinkSync(path);
    throw error;
  } finally {
    fs.closeSync(descriptor);
  }
}

function kindOf(entry: fs.Stats | fs.Dirent): FileKind {
  if (entry.isFile()) return "file";
  return entry.isDirectory() ? "directory" : "other";
}

/** `process.stdout` would do as well, but takes longer to come up than a compilation takes. */
function descriptorSink(descriptor: number, onFailure: (error: unknown) => void): TextSink {
  let open = true;
  return {
    get isTerminal() {
      // Or /dev/null, to which colours do no harm; node:tty would take longer to load than the spec takes to read.
      return fs.fstatSync(descriptor).isCharacterDevice();
    },
    write(text) {
      const bytes = Buffer.from(text);
      let written = 0;
      while (open && written < bytes.length) {
        try {
          written += fs.writeSync(descriptor, bytes, written);
        } catch (error) {
          const code = errnoOf(error);
          if (code === "EAGAIN") {
            pause(5);
            continue;
          }
          open = false;
          if (code !== "EPIPE") onFailure(error);
        }
      }
    },
  };
}

/** A pipe that somebody else has made non-blocking can only be waited for by the clock. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function attempt<T>(operation: string, path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw fileError(operation, path, error);
  }
}

function fileError(operation: string, path: string, error: unknown): unknown {
  const code = errnoOf(error);
  if (code === undefined || !(error instanceof Error)) return error;
  // Node's own message is "ENOENT: no such file or directory, open 'x'".
  const reason = /^[A-Z0-9]+: ([^,]+)/.exec(error.message)?.[1] ?? error.message;
  return new FileError(operation, path, code, reason);
}

/** Errors of the system carry an errno beside their code; others of Node's only a code such as ERR_INVALID_ARG_VALUE. */
function errnoOf(error: unknown): string | undefined {
  return error instanceof Error &&
    "errno" in error &&
    "code" in error &&
    typeof error.code === "string"
    ? error.code
    : undefined;
}
