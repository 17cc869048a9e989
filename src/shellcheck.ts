import type { Reporter } from "./diagnostics/reporter.ts";
import type { Host } from "./host.ts";
import type { Located } from "./source/located.ts";
import { placeWithin } from "./source/places.ts";
import type { HookSpec, Spec } from "./spec/spec.ts";

/** shellcheck 0.9.0, `--format=json1`: lines and columns (in code points) from 1, ends exclusive. */
interface Comment {
  readonly line: number;
  readonly endLine: number;
  readonly column: number;
  readonly endColumn: number;
  readonly code: number;
  readonly message: string;
}

/** Says of sh what hooks are run with; the first line of the code comes after it. */
const shebang = "#!/bin/sh -e\n";

/** Reports what shellcheck has to say of the shell code in a spec: nothing where it is not installed. */
export async function shellcheck(host: Host, spec: Spec, reporter: Reporter): Promise<void> {
  for (const code of shellCode(spec)) {
    const args = ["--norc", "--format=json1", "-"];
    const result = await host.runTool("shellcheck", args, shebang + code.value);
    if (!result) return;
    for (const comment of commentsOf(result.stdout)) {
      reporter.report("shellcheck", `${comment.message} (SC${comment.code})`, {
        span: placeWithin(code, ...stretchOf(comment, code.value)),
        help: `https://www.shellcheck.net/wiki/SC${comment.code}`,
      });
    }
  }
}

/** Each text once, also when jobs share it. */
function shellCode(spec: Spec): Iterable<Located<string>> {
  const texts = new Map<string, Located<string>>();
  for (const { value: job } of spec.jobs.values()) {
    const hooks = Object.values<readonly Located<HookSpec>[]>({ ...job.hooks }).flat();
    for (const { value: hook } of hooks) {
      if (hook.shell) texts.set(`${hook.shell.span.start}`, hook.shell);
    }
  }
  return texts.values();
}

/** None when it ended without a judgement, as when somebody ended it. */
function commentsOf(output: string): readonly Comment[] {
  return output === "" ? [] : JSON.parse(output).comments;
}

function stretchOf(comment: Comment, text: string): [start: number, end: number] {
  const lines = text.split("\n");
  const offset = (line: number, column: number) =>
    lines.slice(0, line - 2).reduce((sum, { length }) => sum + length + 1, 0) +
    [...(lines[line - 2] ?? "")].slice(0, column - 1).join("").length;
  const start = offset(comment.line, comment.column);
  return [start, Math.max(offset(comment.endLine, comment.endColumn), start + 1)];
}
