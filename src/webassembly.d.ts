/** The part of WebAssembly's interface to JavaScript that is used here; TypeScript declares it for browsers only. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }

  class Instance {
    constructor(
      module: Module,
      imports: Readonly<Record<string, Readonly<Record<string, () => unknown>>>>,
    );
    readonly exports: object;
  }

  /** Code that the machine cannot go on with: a stack or memory that is used up. */
  class RuntimeError extends Error {}
}

/** A file that is shipped beside the program: its path, seen from there. */
declare module "*.wasm" {
  const path: string;
  export default path;
}
