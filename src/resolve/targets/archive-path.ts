import { quote } from "../../diagnostics/words.ts";
import { type Parsed, parsed, refused } from "../parsed.ts";

/**
 * Where below a target's URL an archive lies: relative, of `[A-Za-z0-9._/-]`, which means the same in every URL, shell
 * and rsync's argument lists. `.` is the URL itself and becomes "".
 */
export function parseArchivePath(text: string): Parsed<string> {
  const wrong = (message: string, help?: string) => refused("invalid-archive-path", message, help);
  const path = text.replace(/\/+$/, "");
  if (path === ".") return parsed("");
  if (text.startsWith("/")) {
    return wrong(`path ${quote(text)} is absolute`, "it lies below the URL: leave the first / out");
  }
  const stray = /[^A-Za-z0-9._/-]/u.exec(path)?.[0];
  if (stray !== undefined) {
    return wrong(
      `path ${quote(text)} holds ${quote(stray)}`,
      "A-Z, a-z, 0-9, . _ - and / are allowed",
    );
  }
  const odd = path.split("/").find((name) => name === "" || name === "." || name === "..");
  if (odd !== undefined) {
    return wrong(
      `path ${quote(text)} has the part ${quote(odd)}`,
      'write names with one "/" between them, without "." and ".."',
    );
  }
  return parsed(path);
}
