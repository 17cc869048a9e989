import { quote } from "../../diagnostics/words.ts";
import { type Parsed, refused } from "../parsed.ts";
import { parsePath } from "../paths.ts";

/**
 * The directory that a `file:///` URL names, percent-decoded. The path is RFC 3986's; duplicity decodes it the same way
 * and expands nothing in it (0.8.22, measured).
 */
export function parseFileUrl(url: string): Parsed<string> {
  const wrong = (message: string, help?: string, at?: { start: number; end: number }) =>
    refused("invalid-url", message, help, at);
  const match = /^file:\/\/(\/.*)$/s.exec(url);
  if (!match) {
    const path = url.replace(/^file:\/*(~\/)?/, "");
    return wrong("a file URL begins with file:/// and an absolute path", `file:///${path}`);
  }
  const path = match[1] ?? "";
  const stray = /[^A-Za-z0-9._~!$&'()*+,;=:@/%-]|%(?![0-9A-Fa-f]{2})/u.exec(path);
  if (stray) {
    const start = "file://".length + stray.index;
    const at = { start, end: start + stray[0].length };
    const encoded = stray[0] === "%" ? "%25" : encodeURIComponent(stray[0]);
    return wrong(`a file URL cannot hold ${quote(stray[0])}`, `write it as ${encoded}`, at);
  }
  const directory = decode(path);
  if (directory === undefined) {
    return wrong("the percent-encoding of this URL is not UTF-8", "encode each byte of UTF-8");
  }
  if (/^\/+$/.test(directory)) {
    return wrong("file:/// is the root of all files", "name a directory below it");
  }
  const result = parsePath(directory, "/", `directory ${quote(directory)}`);
  if (result.ok) return result;
  // Places in the decoded text are none in the URL.
  const { at: _, ...problem } = result.problem;
  return { ok: false, problem };
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
