/**
 * Asserts that a text reaches a Unix program as it is: without NUL, which ends every string there, and without lone
 * surrogates, which UTF-8 cannot hold. The spec's reader has refused both, so one here is a bug.
 *
 * @throws when it does not
 */
export function assertEncodable(text: string): void {
  if (/[\0\p{Cs}]/u.test(text)) {
    throw new Error(`NUL or a lone surrogate in ${JSON.stringify(text)}`);
  }
}
