import { assertEncodable } from "../text/encodable.ts";
import { Sealed } from "../text/sealed.ts";

/** A path in a setting that takes a list of them, such as `ReadWritePaths=`. */
export type UnitPath = Sealed<"systemd path">;

/** Whether systemd can be told of a path: absolute, without line ends and noncharacters, for which there is no escape. */
export function fitsUnitPath(path: string): boolean {
  return path.startsWith("/") && !/[\n\r\p{NChar}]/u.test(path);
}

/**
 * A path for `ReadWritePaths=`, `ReadOnlyPaths=`, `InaccessiblePaths=` and `RequiresMountsFor=`, which know quotes, but in
 * which a backslash only makes the next character literal, `n` as well (systemd 252, measured).
 *
 * @throws on what {@link fitsUnitPath} refuses
 */
export function unitPath(path: string): UnitPath {
  assertEncodable(path);
  if (!fitsUnitPath(path)) throw new Error(`systemd cannot be told of ${JSON.stringify(path)}`);
  return new Sealed("systemd path", `"${path.replace(/["\\]/g, "\\$&").replaceAll("%", "%%")}"`);
}

/** Such a path that may be missing, in which case systemd passes it over (systemd.exec(5), "ReadWritePaths="). */
export function optionalUnitPath(path: string): UnitPath {
  return new Sealed("systemd path", `-${Sealed.open(unitPath(path))}`);
}

/** Of a template: the path that the name of its instance stands for (systemd.unit(5), "%f"). */
export const instancePath: UnitPath = new Sealed("systemd path", "%f");
