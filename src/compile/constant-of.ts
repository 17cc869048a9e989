/**
 * What a compiled script sets a name to: one assignment a line, in single quotes (emit/job-script.ts, emit/install-script.ts).
 *
 * @returns undefined when it sets no such name
 */
export function constantOf(script: Buffer, name: string): string | undefined {
  const opening = `\n${name}='`;
  const at = script.indexOf(opening);
  if (at === -1) return undefined;
  const start = at + opening.length;
  return script.toString("utf8", start, script.indexOf("'\n", start)).replaceAll("'\\''", "'");
}
