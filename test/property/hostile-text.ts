import fc from "fast-check";

/** What some shell, cron daemon or unit file gives a meaning to, alone or together. */
const sharp = [
  ..."'\"\\`$%#;&|<>(){}[]*?!~^=:,@+- \t\n\r\u0001\u001b\u007f\u0085\u00a0\u2028\u202e\ufeffäß日🗝\ufdd0\uffff\u{1ffff}",
  ..."$(id) ${HOME} `id` %% %H \\n \\x41 \\% '\\'' -- -e EOF && || >&2 $$ ${ \\$ $' <( //".split(
    " ",
  ),
  "\\\n",
  "\n#",
  "\r\n",
  "a",
  "b",
  "0",
];

/** Any text that YAML and Unix allow: no NUL, no lone surrogate. Rich in what has a meaning somewhere. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...sharp) },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 3 }) },
    ),
    { maxLength: 16 },
  )
  .map((parts) => parts.join("").replaceAll("\0", ""));

/** Every character from 1 to 255, between letters and doubled. */
export const everyLatinCharacter: readonly string[] = Array.from({ length: 255 }, (_, i) => {
  const character = String.fromCodePoint(i + 1);
  return `a${character}${character}b${character}`;
});

/** Many texts at once: starting a shell costs more than a thousand comparisons. */
export function batch(size: number): fc.Arbitrary<string[]> {
  return fc.array(hostileText, { minLength: size, maxLength: size });
}
