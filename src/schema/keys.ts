import schema from "../../schemas/backup.v1.schema.json" with { type: "json" };
import type { SpecPath } from "../source/spec-path.ts";

/** The parts of a JSON Schema that lead from a value to those in it. */
interface Shape {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape;
  /** What a mapping must be where a name may stand as well. */
  readonly else?: Shape;
}

const root = schema as Shape;
const definitions = schema.$defs as Readonly<Record<string, Shape>>;

/** The keys that the schema has for the mapping at a path of the spec; none where the user chooses them. */
export function keysAt(path: SpecPath): readonly string[] {
  const shape = path.reduce<Shape>((outer, step) => within(outer, step), root);
  return Object.keys(shape.properties ?? {});
}

function within({ properties, additionalProperties, items }: Shape, step: string | number): Shape {
  if (typeof step === "number") return follow(items);
  if (properties && Object.hasOwn(properties, step)) return follow(properties[step]);
  return follow(typeof additionalProperties === "object" ? additionalProperties : undefined);
}

function follow(shape: Shape = {}): Shape {
  const name = shape.$ref?.replace("#/$defs/", "");
  if (name !== undefined) return follow(definitions[name]);
  return shape.else ? follow(shape.else) : shape;
}
