import { codes, type DiagnosticCode } from "./codes.ts";

const columns = 100;

/** Whether Holdfast has a diagnostic of this code. */
export function isDiagnosticCode(text: string): text is DiagnosticCode {
  return Object.hasOwn(codes, text);
}

/** The page that `holdfast explain CODE` prints: what is wrong, why, the way out, and a spec that shows it. */
export function explainCode(code: DiagnosticCode): string {
  const { severity, title, text, example } = codes[code];
  const paragraphs = text.split("\n\n").map((paragraph) => wrap(paragraph).join("\n"));
  const spec = example
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`.trimEnd());
  return `${[`${code} (${severity}): ${title}`, ...paragraphs, "For example:", spec.join("\n")].join("\n\n")}\n`;
}

function wrap(paragraph: string): string[] {
  const lines: string[] = [];
  for (const word of paragraph.split(/\s+/)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= columns) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}
