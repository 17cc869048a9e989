import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { codes } from "../../src/diagnostics/codes.ts";
import { isDiagnosticCode } from "../../src/diagnostics/explain.ts";
import { renderText } from "../../src/diagnostics/render-text.ts";
import { front } from "../diagnostics/front.ts";

/** The part of JSON Schema (draft 2020-12) in which the schema of the spec describes itself. */
interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const schemaFile = join(import.meta.dirname, "../../schemas/backup.v1.schema.json");

/** docs/spec.md: every key of the language, in the words of the schema. */
export function specPage(): string {
  const schema: Schema = JSON.parse(readFileSync(schemaFile, "utf8"));
  const sections = Object.entries(schema.$defs ?? {})
    // Mappings first, then the kinds of single values.
    .sort(([, a], [, b]) => Number(!a.properties) - Number(!b.properties))
    .map(([name, definition]) => `## ${heading(name)}\n\n${sectionOf(definition)}`);
  return `<!-- Made from schemas/backup.v1.schema.json by test/unit/docs.test.ts: change it there. -->

# The spec

Every key of \`backup.yaml\`. Unknown keys are errors. How schedules are written is told in [schedules.md](schedules.md).

\`holdfast schema >backup.schema.json\` writes the JSON Schema from which this page is made. Editors that use
yaml-language-server complete from it when the spec begins with

    # yaml-language-server: $schema=backup.schema.json

## The whole file

${[sectionOf(schema), ...sections].join("\n\n")}
`;
}

function sectionOf(schema: Schema): string {
  const keys = Object.entries(schema.properties ?? {}).map(([key, property]) => {
    const needed = schema.required?.includes(key) ? ", required" : "";
    const example = property.$ref ? "" : examplesOf(property);
    return `- \`${key}\`${needed}: ${kindOf(property)}. ${prose(property.description ?? "")}${example}`.trim();
  });
  const kind = `${capitalized(prose(schema.title ?? ""))}.`;
  return [prose(schema.description ?? ""), `${kind}${examplesOf(schema)}`, keys.join("\n")]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** What a value is, in the words of its diagnostics; and where more is said of it. */
function kindOf(schema: Schema): string {
  if (schema.$ref !== undefined) return linkTo(schema.$ref);
  const { title = "", additionalProperties, items } = schema;
  const part = typeof additionalProperties === "object" ? additionalProperties : items;
  return part?.$ref === undefined ? prose(title) : `${prose(title)}, each ${linkTo(part.$ref)}`;
}

function linkTo(ref: string): string {
  const name = heading(ref.replace("#/$defs/", ""));
  return `[${name}](#${name.replaceAll(" ", "-")})`;
}

/** `hostName` → `host name`, `secretRef` → `secret reference` */
function heading(name: string): string {
  return name
    .replace(/Ref$/, "Reference")
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** As YAML, each on one line; those of the whole file have docs of their own. */
function examplesOf({ examples = [], $defs }: Schema): string {
  if ($defs || examples.length === 0) return "";
  const written = examples.map(
    (example) => `\`${stringify(example, { collectionStyle: "flow", lineWidth: 0 }).trim()}\``,
  );
  return ` For example: ${written.join(" or ")}`;
}

/** docs/diagnostics.md: every code, why it is reported, and what Holdfast says of a spec that yields it. */
export function diagnosticsPage(): string {
  const sections = Object.keys(codes).filter(isDiagnosticCode).map(codeSection);
  return `<!-- Made from src/diagnostics/codes/ by test/unit/docs.test.ts: change it there. -->

# Diagnostics

All that \`holdfast check\` and \`holdfast compile\` can have to say of a spec. With an error nothing is written; a warning
stops nothing. \`holdfast explain CODE\` prints a section of this page.

${sections.join("\n\n")}
`;
}

function codeSection(code: keyof typeof codes): string {
  const { severity, title, text, example } = codes[code];
  const said = renderText(front(example).diagnostics).trimEnd();
  return `## ${code}

${capitalized(severity)}: ${prose(title)}.

${prose(text)}

\`\`\`yaml
${example.trimEnd()}
\`\`\`${said && `\n\n\`\`\`text\n${said}\n\`\`\``}`;
}

/** Words as CommonMark shows them: what could begin markup is escaped. */
function prose(text: string): string {
  return text.replace(/[\\`*_[\]<>&#|~]/g, "\\$&");
}
