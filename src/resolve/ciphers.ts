import { didYouMean } from "../diagnostics/suggest.ts";
import { quote } from "../diagnostics/words.ts";
import { type Parsed, parsed, refused } from "./parsed.ts";

/** What `gpg --version` lists, and libgcrypt's other name of AES, which gpg takes as well (2.2.40, measured). */
const ciphers = [
  "IDEA",
  "3DES",
  "CAST5",
  "BLOWFISH",
  "AES",
  "AES128",
  "AES192",
  "AES256",
  "TWOFISH",
  "CAMELLIA128",
  "CAMELLIA192",
  "CAMELLIA256",
];

/** GnuPG's name of a symmetric cipher; upper and lower case are the same to gpg. */
export function parseCipher(text: string): Parsed<string> {
  return ciphers.includes(text.toUpperCase())
    ? parsed(text)
    : refused(
        "invalid-cipher",
        `${quote(text)} is not a cipher of GnuPG`,
        didYouMean(text, ciphers) ?? `it has ${ciphers.join(", ")}`,
      );
}
