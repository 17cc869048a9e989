import { Sealed } from "../text/sealed.ts";
import { visible } from "../text/visible.ts";

/** A value of a property list, in XML (Apple's plist(5)). */
export type PlistValue = Sealed<"plist value">;

/** A line of a dictionary, or several: a key with its value, or a comment. */
export type PlistEntry = Sealed<"plist entry">;

/** Whether a text can stand in a property list: XML 1.0, 2.2, has no way to say its noncharacters. */
export function fitsPlist(text: string): boolean {
  return !/[\uFFFE\uFFFF]/.test(text);
}

/**
 * @throws on control characters, which a parser may change or refuse, on lone surrogates, and on what {@link fitsPlist}
 * refuses
 */
export function plistString(text: string): PlistValue {
  if (/[\p{Cc}\p{Cs}]/u.test(text) || !fitsPlist(text)) {
    throw new Error(`${JSON.stringify(text)} cannot stand in a property list`);
  }
  return value(`<string>${escapeText(text)}</string>`);
}

/** @throws on what is no whole number */
export function plistInteger(number: number): PlistValue {
  if (!Number.isSafeInteger(number)) throw new Error(`${number} is no whole number`);
  return value(`<integer>${number}</integer>`);
}

export const plistTrue = value("<true/>");

export function plistArray(values: readonly PlistValue[]): PlistValue {
  return value(container("array", values));
}

/** A small one, on one line. */
export function plistDictionary(entries: readonly PlistEntry[]): PlistValue {
  return value(
    `<dict>${entries.map((entry) => Sealed.open(entry).replace("\n", "")).join("")}</dict>`,
  );
}

export function plistEntry(key: string, entry: PlistValue): PlistEntry {
  return new Sealed("plist entry", `<key>${escapeText(key)}</key>\n${Sealed.open(entry)}`);
}

/**
 * A comment of one line. What could end the line, or hide in it, is shown as `\u{HEX}`; so is the second of two hyphens,
 * which no comment may hold (XML 1.0, 2.5).
 */
export function plistComment(text: string): PlistEntry {
  const line = visible(text).replace(/(?<=-)-/g, "\\u{2d}");
  return new Sealed("plist entry", `<!-- ${line} -->`);
}

/** The text of a file whose value is a dictionary, below comments. */
export function renderPlist(
  comments: readonly PlistEntry[],
  entries: readonly PlistEntry[],
): string {
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    ...comments.map((comment) => Sealed.open(comment)),
    '<plist version="1.0">',
    container("dict", entries),
    "</plist>",
  ].join("\n")}\n`;
}

function value(text: string): PlistValue {
  return new Sealed("plist value", text);
}

/** No text within holds a line end, so that all lines can be indented. */
function container(name: "array" | "dict", parts: readonly Sealed<string>[]): string {
  const lines = parts.flatMap((part) => Sealed.open(part).split("\n"));
  return [`<${name}>`, ...lines.map((line) => `  ${line}`), `</${name}>`].join("\n");
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
