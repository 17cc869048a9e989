import type { Reporter } from "../diagnostics/reporter.ts";
import { didYouMean, nearest } from "../diagnostics/suggest.ts";
import { alternatives, quote } from "../diagnostics/words.ts";
import type { SpecNode } from "../source/spec-node.ts";
import { formatSpecPath, type SpecPath } from "../source/spec-path.ts";
import { describe, expected, nullHelp, quoteValue, typeHelp } from "./found.ts";
import { keysAt } from "./keys.ts";
import { asList, asMap, asScalar, type Place } from "./place.ts";
import type { BrokenSchema, RawError } from "./raw-error.ts";

type UnknownKey = Extract<RawError, { keyword: "additionalProperties" }>;
type MissingKey = Extract<RawError, { keyword: "required" }>;

/** Keys below which people write a secret itself. */
const literalKeys = /^(?:value|literal|text|secret|password|passphrase|token|key|content)$/i;

/** Reports what is wrong with one value, out of all that the validator has to say of it. */
export function reportMistakes(
  place: Place,
  errors: readonly RawError[],
  reporter: Reporter,
): void {
  const schema = errors.find((error) => error.parentSchema["x-secret"])?.parentSchema;
  if (schema && isLiteral(place.node, schema)) {
    reportLiteralSecret(place.node, schema, reporter);
    return;
  }
  const wrongType = errors.find((error) => error.keyword === "type");
  if (wrongType && isLiteralOfInner(place.node, wrongType.parentSchema)) {
    reportLiteralSecret(place.node, wrongType.parentSchema, reporter);
    return;
  }
  if (wrongType) {
    reportWrongType(place.node, wrongType.parentSchema, reporter);
    return;
  }
  const unknown = errors.filter((error) => error.keyword === "additionalProperties");
  const missing = errors.filter((error) => error.keyword === "required");
  for (const error of unknown) reportUnknownKey(place, error, missing, reporter);
  for (const error of missing) {
    if (!unknown.some((other) => explains(other, error))) reportMissingKey(place, error, reporter);
  }
  for (const error of errors) reportOther(place, error, reporter);
}

const hide = ({ span }: SpecNode) => span.file.mask(span.start, span.end);

/** Whether the secret itself may have been written where its name or its place is expected. */
function isLiteral(node: SpecNode, schema: BrokenSchema): boolean {
  if (node.kind === "list") return schema.type !== "array";
  if (node.kind !== "scalar" || isNull(node)) return false;
  return nearest(String(node.value), (schema.enum ?? []).map(String)) === undefined;
}

/** Whether it may stand where a mapping is expected that must have a secret, as in `encryption: hunter2`. */
function isLiteralOfInner(node: SpecNode, { required, properties }: BrokenSchema): boolean {
  return (
    node.kind === "scalar" &&
    typeof node.value === "string" &&
    required?.some((key) => properties?.[key]?.["x-secret"]) === true
  );
}

const isNull = (node: SpecNode) => node.kind === "scalar" && node.value === null;

function reportWrongType(node: SpecNode, schema: BrokenSchema, reporter: Reporter): void {
  const where = formatSpecPath(node.path);
  if (node.kind === "scalar" && node.value === null) {
    const found = node.span.start === node.span.end ? "has no value" : "is null";
    reporter.report("null-value", `${where} ${found}, expected ${expected(schema)}`, {
      span: node.span,
      help: nullHelp(node),
    });
    return;
  }
  const help = typeHelp(node, schema);
  reporter.report("wrong-type", `${where} is ${describe(node)}, expected ${expected(schema)}`, {
    span: node.span,
    ...(help !== undefined && { help }),
  });
}

function reportLiteralSecret(node: SpecNode, schema: BrokenSchema, reporter: Reporter): void {
  hide(node);
  const isPath = node.kind === "scalar" && /^~?\//.test(String(node.value));
  reporter.report(
    "literal-secret",
    `${formatSpecPath(node.path)} ${isPath ? "is a path, or a secret itself" : "holds a secret itself"}, expected ${schema.title}`,
    {
      span: node.span,
      help:
        schema["x-help"] ??
        "write { file: PATH }, the path of a file on the host that holds the secret",
    },
  );
}

function reportUnknownKey(
  { node }: Place,
  { params, parentSchema }: UnknownKey,
  missing: readonly MissingKey[],
  reporter: Reporter,
): void {
  const map = asMap(node);
  const key = params.additionalProperty;
  const entry = map.entries.get(key);
  if (!entry) throw new Error(`no key ${key}`);
  if (literalKeys.test(key)) hide(entry.value);
  if (parentSchema["x-secret"]) {
    hide(entry.value);
    if (literalKeys.test(key)) {
      reportLiteralSecret(entry.value, parentSchema, reporter);
      return;
    }
  }
  const free = Object.keys(parentSchema.properties ?? {}).filter((name) => !map.entries.has(name));
  const required = missing.map(({ params: { missingProperty } }) => missingProperty);
  const meant = nearest(key, required) ?? nearest(key, free);
  if (meant !== undefined && parentSchema.properties?.[meant]?.["x-secret"]) {
    hide(entry.value);
  }
  reporter.report("unknown-key", `unexpected key ${quote(key)} in ${formatSpecPath(map.path)}`, {
    span: entry.keySpan,
    help:
      meant === undefined
        ? (outerPlace(key, map.path) ??
          innerPlace(key, map.path, parentSchema) ??
          allowedHere(free))
        : `did you mean "${meant}"?`,
  });
}

/** Where a key belongs that stands one level too deep. */
function outerPlace(key: string, path: SpecPath): string | undefined {
  const outer = path.slice(0, -1);
  const inner = path.at(-1);
  if (inner === undefined || !keysAt(outer).includes(key)) return undefined;
  return `${quote(key)} belongs one level up, in ${formatSpecPath(outer)} beside ${quote(`${inner}`)}`;
}

/** Where a key belongs that stands one level too far out. */
function innerPlace(key: string, path: SpecPath, schema: BrokenSchema): string | undefined {
  const homes = Object.keys(schema.properties ?? {}).filter((name) =>
    keysAt([...path, name]).includes(key),
  );
  return homes.length > 0
    ? `${quote(key)} is a key of ${alternatives(homes)}, one level down`
    : undefined;
}

function allowedHere(free: readonly string[]): string {
  return free.length > 0
    ? `allowed here: ${free.join(", ")}`
    : "remove it: every key that is allowed here is there";
}

/** Whether the key is missing only because it was misspelt, or because a secret stands in its place. */
function explains(
  { params, parentSchema }: UnknownKey,
  { params: { missingProperty } }: MissingKey,
): boolean {
  return (
    parentSchema["x-secret"] === true ||
    nearest(params.additionalProperty, [missingProperty]) !== undefined
  );
}

function reportMissingKey(
  { node, name }: Place,
  { params: { missingProperty }, parentSchema }: MissingKey,
  reporter: Reporter,
): void {
  reporter.report("missing-key", `${formatSpecPath(node.path)} has no "${missingProperty}"`, {
    span: name,
    help:
      parentSchema["x-help"] ??
      exampleOf(missingProperty, parentSchema.properties?.[missingProperty]),
  });
}

function exampleOf(key: string, schema: BrokenSchema | undefined): string {
  const first = schema?.examples?.[0];
  const [example] = [first].flat();
  return typeof example === "object"
    ? `write "${key}:" and below it ${schema?.title ?? "its value"}`
    : `for example ${key}: ${Array.isArray(first) ? `[${example}]` : example}`;
}

/** What is wrong with a value of the right type. */
function reportOther({ node, name }: Place, error: RawError, reporter: Reporter): void {
  const { parentSchema: schema } = error;
  const where = formatSpecPath(node.path);
  switch (error.keyword) {
    case "enum": {
      const scalar = asScalar(node);
      const allowed = (schema.enum ?? []).map(String);
      const help = didYouMean(String(scalar.value), allowed);
      const message = `${where} is ${quoteValue(scalar)}, expected ${expected(schema)}`;
      reporter.report("unknown-value", message, { span: node.span, ...(help && { help }) });
      return;
    }
    case "pattern": {
      const written = error.propertyName ?? String(asScalar(node).value);
      const help = schema["x-help"] ?? nameHelp(written, schema);
      const found =
        error.propertyName === undefined
          ? `${where} is ${quote(written)}`
          : `found the name ${quote(written)} in ${where}`;
      reporter.report("bad-name", `${found}, expected ${schema.title}`, {
        span: asKeySpan(node, error.propertyName) ?? node.span,
        ...(help !== undefined && { help }),
      });
      return;
    }
    case "minimum": {
      const message = `${where} is ${quoteValue(asScalar(node))}, expected ${expected(schema)}`;
      reporter.report("number-too-small", message, {
        span: node.span,
        ...(schema["x-help"] !== undefined && { help: schema["x-help"] }),
      });
      return;
    }
    case "maximum": {
      const message = `${where} is ${quoteValue(asScalar(node))}, expected ${expected(schema)}`;
      reporter.report("number-too-large", message, { span: node.span });
      return;
    }
    case "minLength":
    case "minItems":
    case "minProperties":
      reporter.report("empty-value", `${where} is empty, expected ${expected(schema)}`, {
        span: node.span,
      });
      return;
    case "maxProperties": {
      const keys = [...asMap(node).entries.keys()];
      reporter.report(
        "too-many-keys",
        `${where} has ${keys.map(quote).join(" and ")}, expected ${expected(schema)}`,
        {
          span: name,
          help: "write one mapping for each",
        },
      );
      return;
    }
    case "uniqueItems": {
      const { items } = asList(node);
      const [again, first] = [items[error.params.i], items[error.params.j]];
      if (!again || !first) throw new Error("no such items");
      reporter.report(
        "duplicate-item",
        `${quoteValue(asScalar(again))} is given twice in ${where}`,
        {
          span: again.span,
          related: [{ message: "the first one", span: first.span }],
        },
      );
    }
  }
}

const asKeySpan = (node: SpecNode, key: string | undefined) =>
  key === undefined ? undefined : asMap(node).entries.get(key)?.keySpan;

/** The way out for who wrote a name that is not allowed; undefined when none is easily found. */
function nameHelp(name: string, { pattern }: BrokenSchema): string | undefined {
  if (/\[[0-9a-z]+:[0-9a-z]+\]/.test(name)) {
    return "there are no ranges of names: write each by itself";
  }
  const plain = name.trim().toLowerCase();
  const repaired = [/[^a-z0-9_.-]+/g, /[^a-z0-9_-]+/g, /[^a-z0-9.-]+/g]
    .map((odd) => plain.replace(odd, "-").replace(/^[._-]+|[._-]+$/g, ""))
    .find((candidate) => new RegExp(pattern ?? "").test(candidate));
  return repaired === undefined ? undefined : `for example "${repaired}"`;
}
