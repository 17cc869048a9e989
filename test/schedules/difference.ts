/** What differs between instants (ms since 1970) that were expected and those that came, in words; nothing when all is right. */
export function differenceOf(
  what: string,
  expected: readonly number[],
  found: readonly number[],
): string[] {
  if (expected.join() === found.join()) return [];
  const some = (all: readonly number[], other: readonly number[]) => {
    const only = all.filter((at) => !other.includes(at)).slice(0, 3);
    return only.map((at) => new Date(at).toISOString()).join(" ") || "none";
  };
  return [
    `${what}: ${found.length} starts, expected ${expected.length}; missing ${some(expected, found)}; too many ${some(found, expected)}`,
  ];
}
