import { assertEncodable } from "../text/encodable.ts";
import { Sealed } from "../text/sealed.ts";

/** The value of `LoadCredential=` and `LoadCredentialEncrypted=`: a name, and the file that systemd reads as root. */
export type CredentialSource = Sealed<"systemd credential">;

/**
 * Whether systemd can be told of a file there. It takes the path as it stands (systemd 252), so that none can hold a line
 * end, or end in a blank or in a backslash.
 */
export function fitsCredential(path: string): boolean {
  return path.startsWith("/") && !/[\p{Cc}\p{NChar}]|[\s\\]$/u.test(path);
}

/**
 * A credential that systemd reads from a file (systemd.exec(5), "LoadCredential=").
 *
 * @throws on what {@link fitsCredential} refuses, and on other characters in a name than A-Z, a-z, 0-9, `_`, `.` and `-`
 */
export function credentialSource(name: string, path: string): CredentialSource {
  assertEncodable(path);
  if (!/^[A-Za-z0-9_.-]+$/.test(name) || !fitsCredential(path)) {
    throw new Error(`systemd cannot load ${JSON.stringify(`${name}:${path}`)}`);
  }
  return new Sealed("systemd credential", `${name}:${path.replaceAll("%", "%%")}`);
}
