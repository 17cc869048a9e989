import { Sealed } from "../text/sealed.ts";
import { quote } from "./quote.ts";

/** The value of an `Environment=` setting: one variable. */
export type EnvironmentValue = Sealed<"systemd environment">;

/** Whether systemd can set a variable to a text: it refuses noncharacters, such as U+FFFF, however they are written. */
export function fitsEnvironment(text: string): boolean {
  return !/\p{NChar}/u.test(text);
}

/**
 * A variable that a unit sets: any text, in which `$` stands for itself (systemd.exec(5)). A secret does not belong
 * there: everybody can read it with `systemctl show`.
 *
 * @throws on a name that is no shell variable's, and on a text that {@link fitsEnvironment} refuses
 */
export function environmentValue(name: string, text: string): EnvironmentValue {
  if (!isVariable(name)) {
    throw new Error(`${JSON.stringify(name)} is no name for an environment variable`);
  }
  if (!fitsEnvironment(text)) throw new Error(`systemd cannot set ${JSON.stringify(text)}`);
  return new Sealed("systemd environment", quote(`${name}=${text}`));
}

/** Whether a variable can have this name, in a shell as well. */
export function isVariable(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}
