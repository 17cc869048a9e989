import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { run } from "../../src/cli/run.ts";
import type { Host, TextSink } from "../../src/host.ts";
import { nodeHost } from "../../src/node-host.ts";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Scratch {
  /** The working directory until the test ends: new and empty at first. */
  readonly directory: string;
  holdfast(
    args: readonly string[],
    changes?: Partial<Host> & { readonly stdin?: string },
  ): Promise<Outcome>;
}

/** A place on the real disk to run the command line in, with clock, environment and streams under the test's control. */
export function scratchHost(): Scratch {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-cli-"));

  const before = process.cwd();
  process.chdir(directory);
  onTestFinished(() => {
    process.chdir(before);
    rmSync(directory, { recursive: true });
  });
  return {
    directory,
    async holdfast(args, { stdin = "", ...changes } = {}) {
      const [stdout, stderr] = [collector(), collector()];
      const host: Host = {
        ...nodeHost(),
        env: {},
        stdout,
        stderr,
        now: () => Date.UTC(2026, 0, 1, 12),
        readStdin: () => Buffer.from(stdin),
        ...changes,
      };
      const code = await run(args, host);
      return { code, stdout: stdout.text, stderr: stderr.text };
    },
  };
}

/** A sink that keeps what it is given. */
export function collector(isTerminal = false): TextSink & { readonly text: string } {
  let text = "";
  return {
    isTerminal,
    get text() {
      return text;
    },
    write(more) {
      text += more;
    },
  };
}
