import { Sealed } from "../text/sealed.ts";
import { visible } from "../text/visible.ts";
import type { CredentialSource } from "./credential.ts";
import type { EnvironmentValue } from "./environment.ts";
import type { ExecArgument, ExecProgram } from "./exec.ts";
import type { UnitPath } from "./path.ts";
import type { PlainValue, UnitText } from "./text.ts";
import type { UnitName } from "./unit-name.ts";

/** One line of a unit file, without its line end. */
export type UnitLine = Sealed<"unit line">;

/** Settings whose values are quoted by rules of their own; every other one takes plain values and unit names. */
interface QuotedSettings {
  readonly Description: readonly [UnitText];
  readonly Environment: readonly [EnvironmentValue];
  readonly ExecStart: readonly [ExecProgram, ...ExecArgument[]];
  readonly ReadWritePaths: readonly UnitPath[];
  readonly ReadOnlyPaths: readonly UnitPath[];
  readonly InaccessiblePaths: readonly UnitPath[];
  readonly RequiresMountsFor: readonly UnitPath[];
  readonly LoadCredential: readonly [CredentialSource];
  readonly LoadCredentialEncrypted: readonly [CredentialSource];
  readonly BindPaths: readonly UnitPath[];
  readonly BindReadOnlyPaths: readonly UnitPath[];
}

type Values<Key extends string> = Key extends keyof QuotedSettings
  ? QuotedSettings[Key]
  : readonly (PlainValue | UnitName)[];

/** `Key=value value`. */
export function setting<Key extends string>(key: Key, ...values: Values<Key>): UnitLine {
  const text = values.map((value: Sealed<string>) => Sealed.open(value)).join(" ");
  return new Sealed("unit line", `${key}=${text}`);
}

/** `[Unit]`, with the blank line that belongs above it. */
export function section(name: "Unit" | "Service" | "Timer" | "Install"): UnitLine {
  return new Sealed("unit line", `\n[${name}]`);
}

/** A comment of one line. What could end the line, or hide in it, is shown as `\u{HEX}`. */
export function unitComment(text: string): UnitLine {
  return new Sealed("unit line", text === "" ? "#" : `# ${visible(text)}`);
}

/** The text of the unit file. */
export function renderUnit(lines: readonly UnitLine[]): string {
  return lines.map((line) => `${Sealed.open(line)}\n`).join("");
}
