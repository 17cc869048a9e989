/** The part of the JSON Schema that a value broke, as far as messages are made from it. */
export interface BrokenSchema {
  /** What is expected, as a noun with its article: "a duration". */
  readonly title?: string;
  readonly type?: string | readonly string[];
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, BrokenSchema>>;
  /** What stands here is hidden from every message. */
  readonly "x-secret"?: true;
  /** The help for a value of the wrong type or size, or that lacks a key, when it can be said better than in general. */
  readonly "x-help"?: string;
}

/** What the generated validator says: Ajv's errors, of the keywords that the schema uses. */
export type RawError = {
  /** JSON Pointer (RFC 6901). */
  readonly instancePath: string;
  readonly parentSchema: BrokenSchema;
  /** The key, when it is a key that broke `propertyNames`. */
  readonly propertyName?: string;
} & (
  | { readonly keyword: "additionalProperties"; readonly params: { additionalProperty: string } }
  | { readonly keyword: "required"; readonly params: { missingProperty: string } }
  | { readonly keyword: "uniqueItems"; readonly params: { i: number; j: number } }
  | {
      readonly keyword:
        | "enum"
        | "if"
        | "maxProperties"
        | "maximum"
        | "minItems"
        | "minLength"
        | "minProperties"
        | "minimum"
        | "pattern"
        | "propertyNames"
        | "type";
    }
);
