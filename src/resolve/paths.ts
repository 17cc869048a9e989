import { quote } from "../diagnostics/words.ts";
import { type Parsed, parsed, refused } from "./parsed.ts";

/** PATH_MAX without its final NUL, and NAME_MAX: limits.h(0p), on Linux. Bytes. */
const longestPath = 4095;
export const longestName = 255;

/**
 * A path as the spec writes it: absolute, or below `home` after `~/`. Every other character is literal. Repeated, final
 * and `.` parts go; `..` is refused, since what it leads to depends on symbolic links.
 *
 * @param shown what messages call it; without it, the path itself in quotes
 */
export function parsePath(
  text: string,
  home: string,
  shown = `path ${quote(text)}`,
): Parsed<string> {
  const control = findControl(text, shown);
  if (control) return control;
  if (/^~($|[^/])/.test(text)) {
    return refused("tilde-path", `${shown} begins with "~"`, 'only "~/" is the home of a user');
  }
  const absolute = text.replace(/^~\//, `${home}/`);
  if (!absolute.startsWith("/")) {
    return refused(
      "relative-path",
      `${shown} is relative`,
      /^\$HOME\//.test(text)
        ? 'no variable of the shell is filled in: write "~/" for the home'
        : 'begin it with "/" or "~/"',
    );
  }
  const names = absolute.split("/").filter((name) => name !== "" && name !== ".");
  if (names.includes("..")) {
    return refused("parent-in-path", `${shown} goes up with ".."`, "write where it leads");
  }
  const path = `/${names.join("/")}`;
  if (Buffer.byteLength(path) > longestPath) {
    return refused("path-too-long", `${shown} is longer than ${longestPath} bytes`);
  }
  if (names.some((name) => Buffer.byteLength(name) > longestName)) {
    return refused("path-too-long", `${shown} has a name longer than ${longestName} bytes`);
  }
  return parsed(path);
}

/** A text of one line, without control characters. */
export function parseLine(text: string, shown = quote(text)): Parsed<string> {
  return findControl(text, shown) ?? parsed(text);
}

function findControl(text: string, shown: string): Parsed<never> | undefined {
  const match = /\p{Cc}/u.exec(text);
  if (!match) return undefined;
  const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  return refused(
    "control-character",
    `${shown} holds a control character, U+${code}`,
    text.endsWith("\n") ? 'the line end of a block text ("|" or ">") belongs to it' : undefined,
    { start: match.index, end: match.index + 1 },
  );
}

/** Whether a path is a directory or lies below it. Both as {@link parsePath} returns them. */
export function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === "/" ? "/" : `${directory}/`);
}
