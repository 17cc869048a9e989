/**
 * How many slips of the keyboard lie between two words: letters added, left out, replaced, or two neighbours swapped
 * (Damerau-Levenshtein distance, each stretch edited at most once).
 */
export function distance(from: string, to: string): number {
  const a = [...from];
  const b = [...to];
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(replaced, at(last, j) + 1, at(row, j - 1) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(at(row, j), at(beforeLast, j - 2) + 1);
      }
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}

/** A word as short as this is the beginning of too many others to mean one of them. */
const shortestBeginning = 3;

/**
 * The candidate that was most likely meant, if any is near enough: one that begins with the word, or at most one slip for
 * each three letters. Upper and lower case, and `-` for `_`, do not count. Of equals, the first.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll("-", "_");
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const slips = slipsTo(plain(word), plain(candidate));
    if (slips < least && candidate !== word) {
      best = candidate;
      least = slips;
    }
  }
  return best;
}

/** Infinity for what is not near enough. */
function slipsTo(word: string, candidate: string): number {
  if (word.length >= shortestBeginning && candidate.startsWith(word)) return 0;
  const allowed = Math.floor(Math.max(word.length, candidate.length) / 3);
  // Words of such different lengths cannot be near; this keeps thousands of long names cheap.
  if (Math.abs(word.length - candidate.length) > allowed) return Number.POSITIVE_INFINITY;
  const slips = distance(word, candidate);
  return slips <= allowed ? slips : Number.POSITIVE_INFINITY;
}

/** `did you mean "x"?`, or undefined when nothing is near enough: the usual help for a name that is not known. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const name = nearest(word, candidates);
  return name === undefined ? undefined : `did you mean "${name}"?`;
}
