/** Where a value stands in the spec: keys and list indices from the root. */
export type SpecPath = readonly (string | number)[];

/** `jobs.db.source[0]`; a key that is not a plain name is quoted: `hosts."a b"`. */
export function formatSpecPath(path: SpecPath): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else {
      const key = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(step) ? step : JSON.stringify(step);
      text += text === "" ? key : `.${key}`;
    }
  }
  return text === "" ? "the spec" : text;
}
