/** What lies at a path itself, a symbolic link not followed. */
export type FileKind = "file" | "directory" | "other";

export interface FileStatus {
  readonly kind: FileKind;
  /** The permission bits, 0 to 0o7777. */
  readonly mode: number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileKind;
}

/** Where text goes. A reader that has gone away is no error: what is written after that is dropped. */
export interface TextSink {
  readonly isTerminal: boolean;
  write(text: string): void;
}

/**
 * All that Holdfast asks of the machine that it runs on. Paths are relative to the working directory or absolute.
 *
 * Every function that touches a file throws a {@link FileError} when the system refuses: the one exception that is not
 * a bug in Holdfast. The command line turns it into exit code 74.
 */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** Milliseconds since 1970-01-01T00:00Z. */
  now(): number;
  /** Everything on standard input, to its end. */
  readStdin(): Uint8Array;
  readFile(path: string): Uint8Array;
  /** Creates a file, which must not exist, and returns when it is on the disk. The umask has no say in its mode. */
  createFile(path: string, bytes: Uint8Array, mode: number): void;
  /** Undefined when nothing is there. */
  status(path: string): FileStatus | undefined;
  /** What a directory holds, by name in code-unit order. */
  list(path: string): readonly DirectoryEntry[];
  /** Throws unless entries of this directory may be made and removed. */
  requireWritable(directory: string): void;
  rename(from: string, to: string): void;
  unlink(path: string): void;
  makeDirectory(path: string): void;
  removeDirectory(path: string): void;
  /** The shell parser that is shipped with Holdfast, a module of WebAssembly. */
  readShellParser(): Uint8Array;
  /**
   * Runs another program, found on the PATH, and waits for its end. Undefined when it is not installed. Only `check` does
   * this, and only with programs that read a text and judge it.
   */
  runTool(name: string, args: readonly string[], input: string): Promise<ToolResult | undefined>;
}

/** What became of a program. */
export interface ToolResult {
  /** Its exit code; null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
}

/** The system would not do something with a file. */
export class FileError extends Error {
  override readonly name = "FileError";

  /**
   * @param operation what was tried, to follow "cannot": `read`, `write`
   * @param path the file, as the user would name it
   * @param code the name of the errno, as in errno(3): `ENOSPC`
   * @param reason the same in words: `no space left on device`
   * @param help the way out, in the wording of diagnostics
   */
  constructor(
    readonly operation: string,
    readonly path: string,
    readonly code: string,
    readonly reason: string,
    readonly help?: string,
  ) {
    super(`cannot ${operation} "${path}": ${reason} (${code})`);
  }
}
