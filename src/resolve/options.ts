import { quote } from "../diagnostics/words.ts";
import { type Parsed, parsed, refused } from "./parsed.ts";
import { parseLine } from "./paths.ts";

const publicKeys =
  "archives are encrypted with a passphrase: a host that holds only a public key could not verify or restore its own";

/** What of duplicity's options Holdfast sets itself, or an action of the script does, and how the spec says it. */
const taken: Readonly<Record<string, string>> = {
  "--archive-dir": "state_dir of the host says where the cache lies",
  "--name": "the job's name is the archive's name",
  "--tempdir": "it lies below state_dir of the host",
  "--volsize": "use duplicity.volsize",
  "--log-fd": "the script reads it",
  "--log-file": "logs lie below state_dir of the host",
  "--no-print-statistics": "the script reads them",
  "--rsync-options": "use rsync, password and proxy of the target",
  "--full-if-older-than": "use backup.full_if_older_than",
  "--include": "use select",
  "--exclude": "use exclude or select",
  "--no-encryption": "use encryption: none",
  "--encrypt-key": publicKeys,
  "--encrypt-sign-key": publicKeys,
  "--hidden-encrypt-key": publicKeys,
  "--sign-key": publicKeys,
  "--metadata-sync-mode":
    "its default, partial, reads across a change of passphrase; full does not",
  "--use-agent": "the passphrase comes from its file",
  "--force": "it would make harmless commands delete",
  "--dry-run": "the script has --dry-run",
  "--restore-time": "the script's restore and list have --time",
  "--time": "the script's restore and list have --time",
  "--file-to-restore": "the script's restore has --path",
  "--path-to-restore": "the script's restore has --path",
  "--help": "duplicity would do nothing else",
  "--version": "duplicity would do nothing else",
};

const short: Readonly<Record<string, string>> = {
  "-t": "--time",
  "-r": "--path-to-restore",
  "-h": "--help",
  "-V": "--version",
};

/** One option of duplicity as one word: `--name` or `--name=value`, none that Holdfast sets itself. */
export function parseOption(text: string): Parsed<string> {
  const line = parseLine(text, `option ${quote(text)}`);
  if (!line.ok) return line;
  const name = /^(-[A-Za-z]|--[A-Za-z0-9][A-Za-z0-9-]*)/.exec(text)?.[0];
  if (name === undefined) {
    return refused(
      "invalid-option",
      `${quote(text)} is not an option`,
      'an option begins with "-", its value follows in the same word: --num-retries=3',
    );
  }
  const long = short[name] ?? name;
  // duplicity takes any unique beginning for the whole: --arch is --archive-dir.
  const full = Object.keys(taken).find((option) => option.startsWith(long));
  if (full !== undefined) {
    return refused("taken-option", `option ${quote(name)} is not for the spec to set`, taken[full]);
  }
  const value = name.startsWith("--") && /^\s+(.+)/.exec(text.slice(name.length))?.[1];
  return value
    ? refused(
        "invalid-option",
        `${quote(text)} is one word to duplicity, which has no such option`,
        `write "${name}=${value}"`,
      )
    : parsed(text);
}
