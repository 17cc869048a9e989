/** A stretch of a text: offsets in UTF-16 units, `end` exclusive. */
export type Stretch = readonly [start: number, end: number];

// From "://" to the "@": a user; or a user, a colon and whatever follows up to the last "@" of the word.
const userInfo = /(?<=[A-Za-z][A-Za-z0-9+.-]*:\/\/)[^\s/:@]*(?::\S*)?(?=@)/g;

// A quoted text that ends where YAML lets it end; else everything up to the end of the line.
const value = String.raw`(?:"(?:[^"\\\n]|\\.)*"(?=[ \t]*(?:[,}#]|$))|'(?:[^'\n]|'')*'(?=[ \t]*(?:[,}#]|$))|.+)`;
const colon = String.raw`["']?[ \t]*:[ \t]+`;

// What stands after a key that expects a secret, or a list of them. A mapping, null and a plain name are no secrets.
const noSecret = String.raw`[ \t{[\]]|(?:~|["']?[a-z0-9][a-z0-9_-]*["']?)[ \t]*(?:[,}\]#]|$)`;
const secretValue = new RegExp(
  String.raw`(?<=(?:password|passphrase|previous|value)${colon}\[?[ \t]*)(?!${noSecret})${value}`,
  "gm",
);

// In the block of "secrets:", every text but those of the keys that hold none.
const secretsBlock = /^["']?secrets["']?[ \t]*:.*(?:\n(?:[ \t].*)?)*/gm;
const secretsEntry = new RegExp(
  String.raw`(?<=(?<![\w.-])(?!(?:file|copy|secrets)${colon})[\w.-]+${colon})(?![ \t{#]|~[ \t]*(?:[,}#]|$))${value}`,
  "gm",
);

/**
 * Where a text looks as if it held a secret: the user part of URLs, what follows a key such as `passphrase:`, texts
 * written below `secrets:`. It reads lines, not YAML, so that it also holds for a spec that does not parse, and hides too
 * much rather than too little.
 */
export function secretStretches(text: string): Stretch[] {
  const inSecrets = stretches(secretsBlock, text).flatMap(([start, end]) =>
    stretches(secretsEntry, text.slice(start, end)).map(
      ([from, to]): Stretch => [start + from, start + to],
    ),
  );
  return [...stretches(userInfo, text), ...stretches(secretValue, text), ...inSecrets];
}

function stretches(pattern: RegExp, text: string): Stretch[] {
  return [...text.matchAll(pattern)].map(({ index, 0: found }) => [index, index + found.length]);
}

/** The text with the user part of every URL in it as asterisks: for messages that repeat what was written. */
export function maskUserInfo(text: string): string {
  return text.replace(userInfo, (hidden) => "*".repeat(hidden.length));
}
