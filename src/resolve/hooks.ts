import { quote } from "../diagnostics/words.ts";
import type { Located } from "../source/located.ts";
import { formatSpecPath } from "../source/spec-path.ts";
import type { HookSpec, HooksSpec, HookTurn } from "../spec/spec.ts";
import { parseDuration } from "./durations.ts";
import { type Parsed, parsed, refused } from "./parsed.ts";
import { parsePath } from "./paths.ts";
import type { ResolvedHook } from "./resolved-spec.ts";
import { read, type Scope } from "./scope.ts";

const hour = 3600;

/** Bytes. Linux takes 128 KiB for one argument (execve(2), MAX_ARG_STRLEN); what is left is for names around it. */
const longestCommand = 120 * 1024;

/** Undefined when something is wrong with one of them, which was reported. */
export function resolveHooks(
  spec: HooksSpec,
  scope: Scope,
): Readonly<Record<HookTurn, readonly ResolvedHook[]>> | undefined {
  const resolveTurn = (hooks: readonly Located<HookSpec>[]) => {
    const resolved = hooks.map((hook) => resolveHook(hook, scope));
    return resolved.every((hook) => hook !== undefined) ? resolved : undefined;
  };
  const before = resolveTurn(spec.before);
  const after = resolveTurn(spec.after);
  const on_success = resolveTurn(spec.on_success);
  const on_failure = resolveTurn(spec.on_failure);
  const last = resolveTurn(spec.finally);
  if (!before || !after || !on_success || !on_failure || !last) return undefined;
  return { before, after, on_success, on_failure, finally: last };
}

function resolveHook(hook: Located<HookSpec>, scope: Scope): ResolvedHook | undefined {
  const { value: spec, path: origin } = hook;
  const command = resolveCommand(hook, scope);
  const timeout = spec.timeout ? read(spec.timeout, parseDuration, scope)?.seconds : hour;
  if (!command || timeout === undefined) return undefined;
  return { origin, command, timeout, actions: spec.actions?.map(({ value }) => value) };
}

function resolveCommand(
  { value: { run, shell }, path: origin, span }: Located<HookSpec>,
  scope: Scope,
): ResolvedHook["command"] | undefined {
  if ((run === undefined) === (shell === undefined)) {
    const has = run === undefined ? 'neither "run" nor "shell"' : 'both "run" and "shell"';
    scope.reporter.report("hook-command", `${formatSpecPath(origin)} has ${has}`, {
      span,
      help: "run: [PROGRAM, ARGUMENT, …] starts a program, shell: TEXT is for the shell",
    });
    return undefined;
  }
  const bytes = [...(run ?? []), ...(shell ? [shell] : [])].reduce(
    (sum, { value }) => sum + Buffer.byteLength(value) + 1,
    0,
  );
  if (bytes > longestCommand) {
    scope.reporter.report("hook-command", `${formatSpecPath(origin)} is ${bytes} bytes long`, {
      span,
      help: `at most ${longestCommand}; put it into a file on the host, and run that`,
    });
    return undefined;
  }
  if (shell) {
    const code = read(shell, (text) => parseCode(text, scope), scope);
    return code === undefined ? undefined : { shell: code };
  }
  const [program, ...words] = run ?? [];
  const path = program && read(program, (text) => parseProgram(text, scope.home), scope);
  return path === undefined ? undefined : { run: [path, ...words.map(({ value }) => value)] };
}

function parseCode(text: string, { parseShell }: Scope): Parsed<string> {
  const problem = parseShell(text);
  if (!problem) return parsed(text);
  const { message, start, end } = problem;
  return refused("hook-syntax", message, undefined, { start, end });
}

/** env(1), which starts hooks, would take a word with "=" in it for a variable. */
function parseProgram(text: string, home: string): Parsed<string> {
  const path = parsePath(text, home);
  return path.ok && path.value.includes("=")
    ? refused("equals-in-program", `the path of program ${quote(text)} has "=" in it`, "rename it")
    : path;
}
