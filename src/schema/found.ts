import { quote } from "../diagnostics/words.ts";
import { maskUserInfo } from "../source/mask.ts";
import type { ListNode, MapNode, ScalarNode, SpecNode } from "../source/spec-node.ts";
import type { BrokenSchema } from "./raw-error.ts";

/** What was written, for a message: `the text "yes"`, `the number 12`, `a list`. */
export function describe(node: SpecNode): string {
  if (node.kind === "list") return "a list";
  if (node.kind === "map") return "a mapping";
  if (typeof node.value === "string") return `the text ${quoteValue(node)}`;
  if (typeof node.value === "number") return `the number ${node.value}`;
  return String(node.value);
}

/** A scalar for a message, texts in quotes. */
export function quoteValue({ value }: ScalarNode): string {
  return typeof value === "string" ? quote(maskUserInfo(value)) : String(value);
}

/** What the schema takes: `a duration such as "6h"`. */
export function expected(schema: BrokenSchema): string {
  const example = schema.examples?.[0];
  const such =
    schema.type === "string" && !schema.enum && typeof example === "string"
      ? ` such as ${quote(example)}`
      : "";
  return `${schema.title ?? "something else"}${such}`;
}

/** How a value of the wrong type came about, and the way out. */
export function typeHelp(node: SpecNode, schema: BrokenSchema): string | undefined {
  const allowed = [schema.type ?? []].flat();
  const written = node.span.file.shownText(node.span.start, node.span.end);
  const oneLine = !written.includes("\n");
  if (node.kind !== "scalar") return schema["x-help"] ?? bracketHelp(node, written, allowed);
  const text = typeof node.value === "string" ? node.value : "";
  if (allowed.includes("boolean") && node.quoted && /^(?:true|false)$/.test(text)) {
    return "remove the quotes";
  }
  if (allowed.includes("boolean") && /^(?:true|yes|y|on)$/i.test(text)) {
    return "YAML 1.2 has only true and false: write true";
  }
  if (allowed.includes("boolean") && /^(?:false|no|n|off)$/i.test(text)) {
    return "YAML 1.2 has only true and false: write false";
  }
  if (allowed.includes("integer") && node.quoted && /^[1-9][0-9]*$/.test(text)) {
    return "remove the quotes";
  }
  if (schema["x-help"] !== undefined) return schema["x-help"];
  if (allowed.includes("string") && text === "") return `quote it if it is text: "${written}"`;
  if (allowed.includes("array") && oneLine) return `write [${written}]`;
  if (!allowed.includes("object")) return undefined;
  if (/(?:^|[\s,{])[A-Za-z][\w-]*:(?!\/\/)\S/.test(text))
    return "a space follows the colon of a key";
  if (!schema.properties?.schedule || !oneLine) return undefined;
  return text === ""
    ? 'write { schedule: "weekly Sun 12:00" }, or {} for what is run by hand'
    : `write { schedule: ${inBraces(written)} }`;
}

/** A value as it is written between braces, where a comma or a bracket would end it. */
function inBraces(written: string): string {
  return /^[^"'].*[,[\]{}]/.test(written) ? `"${written}"` : written;
}

function bracketHelp(
  node: ListNode | MapNode,
  written: string,
  allowed: readonly string[],
): string | undefined {
  const bracket = /^[[{]/.exec(written)?.[0];
  if (bracket === undefined || !allowed.includes("string")) return undefined;
  if (node.kind === "list" && node.items.length === 1 && node.items[0]?.kind === "scalar") {
    return `only one is possible: write ${written.slice(1, -1).trim()}`;
  }
  return `a value that begins with "${bracket}" is ${describe(node)} to YAML: quote it if it is text`;
}

/** How a null came about, and the way out. */
export function nullHelp(node: ScalarNode): string {
  const written = node.span.file.text.slice(node.span.start, node.span.end);
  if (written === "") return "write a value after the colon, or remove the key";
  return written === "~"
    ? '"~" alone is null to YAML: write ~/ for the home directory, or quote it'
    : "remove the key, or quote the value if it is text";
}
