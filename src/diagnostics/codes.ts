import { meaningCodes } from "./codes/meaning.ts";
import { schemaCodes } from "./codes/schema.ts";
import { yamlCodes } from "./codes/yaml.ts";

/** Every code that Holdfast can report; kebab-case, named for what is wrong. */
export const codes = { ...yamlCodes, ...schemaCodes, ...meaningCodes };

export type DiagnosticCode = keyof typeof codes;
