import { type Change, type FileContent, sameMode } from "./diff.ts";

/** Unchanged lines around a change, as in diff(1) -u. */
const CONTEXT = 3;

/** The change of a file in the format of git-diff(1), which `git apply` and patch(1) read; "" for one that changes nothing. */
export function formatDiff({ path, before, after }: Change): string {
  let text = "";
  if (!before && after) text += `new file mode 100${octal(after)}\n`;
  if (before && !after) text += `deleted file mode 100${octal(before)}\n`;
  if (before && after && !sameMode(before.mode, after.mode)) {
    text += `old mode 100${octal(before)}\nnew mode 100${octal(after)}\n`;
  }
  const hunks = unifiedDiff(before?.bytes.toString() ?? "", after?.bytes.toString() ?? "");
  if (hunks !== "") {
    text += `--- ${before ? `a/${path}` : "/dev/null"}\n+++ ${after ? `b/${path}` : "/dev/null"}\n${hunks}`;
  }
  return text === "" ? "" : `diff --git a/${path} b/${path}\n${text}`;
}

function octal({ mode }: FileContent): string {
  return (mode & 0o777).toString(8).padStart(3, "0");
}

/** The hunks that turn one text into the other, as diff(1) -u prints them; "" for equal texts. */
export function unifiedDiff(before: string, after: string): string {
  const edits = shortestEdits(splitLines(before), splitLines(after));
  const changed = edits.flatMap((edit, index) => (edit.mark === " " ? [] : [index]));
  let text = "";
  for (let first = 0; first < changed.length; ) {
    let last = first;
    while (
      (changed[last + 1] ?? Number.POSITIVE_INFINITY) - (changed[last] ?? 0) <=
      2 * CONTEXT + 1
    )
      last++;
    const start = Math.max(0, (changed[first] ?? 0) - CONTEXT);
    text += formatHunk(edits, start, (changed[last] ?? 0) + CONTEXT + 1);
    first = last + 1;
  }
  return text;
}

interface Edit {
  readonly mark: " " | "-" | "+";
  readonly line: string;
}

/** Lines with their ends, so that a missing newline at the end is a difference. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function formatHunk(edits: readonly Edit[], start: number, end: number): string {
  const range = (mark: "-" | "+") => {
    const on = (edit: Edit) => edit.mark === " " || edit.mark === mark;
    const count = edits.slice(start, end).filter(on).length;
    const skipped = edits.slice(0, start).filter(on).length;
    // An empty range is named by the line before it.
    return `${mark}${count === 0 ? skipped : skipped + 1}${count === 1 ? "" : `,${count}`}`;
  };
  const lines = edits
    .slice(start, end)
    .map(
      ({ mark, line }) =>
        mark + (line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`),
    );
  return `@@ ${range("-")} ${range("+")} @@\n${lines.join("")}`;
}

/** E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), on what lies between the common ends. */
function shortestEdits(before: readonly string[], after: readonly string[]): Edit[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;

  const keep = (line: string): Edit => ({ mark: " ", line });
  return [
    ...before.slice(0, head).map(keep),
    ...myers(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(keep),
  ];
}

function myers(before: readonly string[], after: readonly string[]): Edit[] {
  // reached[k + distance] is the furthest line of `before` on diagonal k (line of before - line of after).
  const trace: Int32Array[] = [];
  for (let distance = 0; ; distance++) {
    const previous = trace.at(-1);
    const reached = new Int32Array(2 * distance + 1);
    trace.push(reached);
    for (let k = -distance; k <= distance; k += 2) {
      let x = previous ? stepOff(previous, distance, k).x : 0;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x++;
      reached[k + distance] = x;
      if (x >= before.length && x - k >= after.length) return backtrack(trace, before, after);
    }
  }
}

/** The better of the two ways onto diagonal k with one more edit: down (an added line) or right (a removed one). */
function stepOff(previous: Int32Array, distance: number, k: number): { x: number; from: number } {
  const at = (diagonal: number) => previous[diagonal + distance - 1] ?? -1;
  const down = k === -distance || (k !== distance && at(k - 1) < at(k + 1));
  return down ? { x: at(k + 1), from: k + 1 } : { x: at(k - 1) + 1, from: k - 1 };
}

function backtrack(
  trace: readonly Int32Array[],
  before: readonly string[],
  after: readonly string[],
): Edit[] {
  const edits: Edit[] = [];
  let x = before.length;
  let k = before.length - after.length;
  const keepDownTo = (limit: number) => {
    while (x > limit) edits.push({ mark: " ", line: before[--x] ?? "" });
  };
  for (let distance = trace.length - 1; distance > 0; distance--) {
    const step = stepOff(trace[distance - 1] ?? new Int32Array(), distance, k);
    keepDownTo(step.x);
    if (step.from > k) edits.push({ mark: "+", line: after[x - k - 1] ?? "" });
    else edits.push({ mark: "-", line: before[--x] ?? "" });
    k = step.from;
  }
  keepDownTo(0);
  return edits.reverse();
}
