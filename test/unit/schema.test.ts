import { readFileSync, statSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { generate } from "../../scripts/generate.mjs";
import { Reporter } from "../../src/diagnostics/reporter.ts";
import validator from "../../src/schema/generated/validator.js";
import { plain } from "../../src/schema/place.ts";
import { validate } from "../../src/schema/validate.ts";
import { SourceFile } from "../../src/source/source-file.ts";
import { parseYaml } from "../../src/source/yaml.ts";

type Schema = { readonly [keyword: string]: unknown };

const schema: Schema = JSON.parse(readFileSync("schemas/backup.v1.schema.json", "utf8"));
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
ajv.addVocabulary(["x-secret", "x-help"]);
ajv.addSchema(schema, "spec");

/** Properties and definitions: what an editor shows. */
function documented(node: unknown, pointer = ""): [pointer: string, node: Schema][] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const below = `${pointer}/${key}`;
    const here =
      key === "properties" || key === "$defs"
        ? Object.entries(value as Schema).map(([name, child]): [string, Schema] => [
            `${below}/${name}`,
            child as Schema,
          ])
        : [];
    return [...here, ...documented(value, below)];
  });
}

function deref(node: Schema): Schema {
  const name = typeof node.$ref === "string" ? node.$ref.replace("#/$defs/", "") : undefined;
  return name === undefined ? node : { ...(schema.$defs as Record<string, Schema>)[name], ...node };
}

describe("the schema", () => {
  const places = [["", schema] as const, ...documented(schema)];

  it.each(places)("#%s has title, description and examples that are valid", (pointer, node) => {
    const { title, description, examples } = deref(node);
    expect(title).toMatch(/./);
    expect(description).toMatch(/\.$/);
    expect(examples).toHaveProperty("0");
    const check = ajv.compile({ $ref: `spec#${pointer.replaceAll("$", "%24")}` });
    for (const example of examples as unknown[])
      expect([example, check(example)]).toEqual([example, true]);
  });

  it.each(places.filter(([, { type }]) => [type].flat().includes("object")))(
    "#%s allows no key that it does not name",
    (_, { additionalProperties, propertyNames, else: otherwise }) => {
      const named = additionalProperties === false || otherwise !== undefined;
      expect(named || propertyNames !== undefined).toBe(true);
    },
  );
});

function mistakes(text: string) {
  const reporter = new Reporter();
  const root = parseYaml(new SourceFile("spec.yaml", text), reporter);
  if (!root) throw new Error("not YAML");
  const ok = validate(root, reporter);
  return { ok, root, codes: reporter.diagnostics.map(({ code }) => code) };
}

describe("validate", () => {
  it("makes the user's mistakes out of the validator's errors", () => {
    const { ok, root, codes } = mistakes(`version: 1
jobs:
  My Photos:
    target: { prxy: tor, ulr: "file:///mnt", proxy: { program: torr } }
    encryption: { passphrase: { value: hunter2 } }
    prune: { keep_full: 0 }
hosts:
  laptop: { user: ada, scheduler: cron, jobs: [a] }
`);
    expect(ok).toBe(false);
    validator(plain(root));
    expect(validator.errors?.length).toBeGreaterThan(10);
    expect(codes).toEqual([
      "bad-name",
      "unknown-key",
      "unknown-key",
      "unknown-value",
      "literal-secret",
      "number-too-small",
    ]);
  });

  it("lets the reference configuration through", () => {
    const text = readFileSync("examples/reference/backup.yaml", "utf8");
    expect(mistakes(text)).toMatchObject({ ok: true, codes: [] });
  });

  it("says something about every spec that it refuses", () => {
    const values = [
      "~",
      "1",
      "-1.5",
      "true",
      "x",
      '""',
      "[]",
      "[~]",
      "{}",
      "{x: 1}",
      "[[x]]",
      "{url: 1}",
    ];
    const keys = [...new Set(documented(schema).map(([pointer]) => pointer.split("/").at(-1)))];
    for (const value of values) {
      for (const key of keys) {
        for (const text of [
          `${key}: ${value}`,
          `jobs: { a: { ${key}: ${value}, prune: { ${key}: ${value} }, target: { ${key}: ${value} } } }`,
          `hosts: { a: { ${key}: ${value} } }`,
          `secrets: { a: { ${key}: ${value} } }`,
        ]) {
          const { ok, codes } = mistakes(text);
          expect([text, ok, codes.length > 0]).toEqual([text, false, true]);
        }
      }
    }
  });
});

it("generate leaves alone what is up to date", async () => {
  const file = "src/schema/generated/validator.js";
  const before = statSync(file, { bigint: true }).mtimeNs;
  await generate();
  expect(statSync(file, { bigint: true }).mtimeNs).toBe(before);
});
