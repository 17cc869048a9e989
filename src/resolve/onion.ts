import { createHash } from "node:crypto";

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

/**
 * What is wrong with the name of an onion service, or undefined. Tor's rend-spec-v3, "Encoding onion addresses": 56
 * characters of base32 hold a public key of 32 bytes, a checksum of 2 and the version 3.
 *
 * @param host a host name that ends in `.onion`, in lower case; subdomains are ignored, as Tor does
 */
export function onionProblem(host: string): string | undefined {
  const name = host.split(".").at(-2) ?? "";
  if (name.length === 16) {
    return "this onion name is of version 2, which Tor has not reached since 2021";
  }
  if (name.length !== 56) return `an onion name has 56 characters, this one ${name.length}`;
  const stray = [...name].find((character) => !alphabet.includes(character));
  if (stray !== undefined) return `an onion name has only a-z and 2-7, not "${stray}"`;
  const bytes = decodeBase32(name);
  const key = bytes.subarray(0, 32);
  const checksum = createHash("sha3-256")
    .update(".onion checksum")
    .update(key)
    .update(Uint8Array.of(3))
    .digest()
    .subarray(0, 2);
  const holds = checksum.equals(bytes.subarray(32, 34)) && bytes[34] === 3;
  return holds ? undefined : "this onion name is mistyped: its checksum does not hold";
}

/** Base32 of RFC 4648 without padding, whose length is a multiple of 8. */
function decodeBase32(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text) {
    bits = ((bits << 5) | alphabet.indexOf(character)) & 0xfff;
    held += 5;
    if (held < 8) continue;
    held -= 8;
    bytes.push((bits >> held) & 0xff);
  }
  return Uint8Array.from(bytes);
}
