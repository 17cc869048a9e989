import { didYouMean } from "../../diagnostics/suggest.ts";
import { quote } from "../../diagnostics/words.ts";
import type { Located } from "../../source/located.ts";
import type { Reference, TargetSpec } from "../../spec/spec.ts";
import { lookUp, placeOfSecret } from "../names.ts";
import { type Parsed, parsed, refused, take } from "../parsed.ts";
import { parseLine } from "../paths.ts";
import type { ResolvedTarget } from "../resolved-spec.ts";
import { readFilled, type Scope } from "../scope.ts";
import { parseArchivePath } from "./archive-path.ts";
import { parseFileUrl } from "./file-url.ts";
import { resolveRsyncDaemon } from "./rsync-daemon.ts";

/** Undefined when something is wrong with it, which was reported. */
export function resolveTarget(
  reference: Reference<TargetSpec>,
  scope: Scope,
): ResolvedTarget | undefined {
  const found = lookUp(reference, scope.spec.targets);
  if (!found) return undefined;
  const target = found.value;
  const { host, job } = scope.variables;
  const archivePath = target.path
    ? readFilled(target.path, parseArchivePath, scope)
    : `${host}/${job}`;
  const written = readFilled(target.url, parseUrl, scope);
  // Without a scheme, what stands before the "@" is not known to be a URL's user part, and not hidden as such.
  if (written === undefined && /^(?!.*:\/\/).*@/s.test(target.url.value)) {
    target.url.span.file.mask(target.url.span.start, target.url.span.end);
  }
  if (archivePath === undefined || written === undefined) return undefined;
  const baseUrl = written.replace(/\/+$/, "");
  const url = archivePath === "" ? baseUrl : `${baseUrl}/${archivePath}`;
  const common = { name: found.name, baseUrl, archivePath, url };
  if (/^rsync:.*::/.test(written)) return resolveRsyncDaemon(target, common, scope);
  refuseDaemonSettings(target, scope);
  if (/^file:/.test(written)) {
    const directory = take(parseFileUrl(written), target.url, scope.reporter);
    return directory === undefined ? undefined : { ...common, kind: "file", directory };
  }
  const scheme = written.slice(0, written.indexOf(":"));
  warnOfScheme(scheme, target.url, scope);
  if (archivePath !== "" && /[?#]/.test(written)) {
    const message = `a path cannot follow the ${quote("?")} or ${quote("#")} of this URL`;
    const problem = refused("invalid-url", message, "add path: . for the URL itself");
    return take(problem, target.url, scope.reporter);
  }
  return { ...common, kind: "other", scheme };
}

/** What all URLs have in common: a scheme, and no password. The text itself is not repeated in messages. */
function parseUrl(text: string): Parsed<string> {
  const line = parseLine(text, "this URL");
  if (!line.ok) return line;
  // A colon in the part before an "@" begins a password, unless it begins a port or duplicity's "::".
  if (/^(?:[^:/]+:\/\/)?[^@:/]*:(?!:|\/\/|[0-9]+(?:[:/]|$)).*@/.test(text)) {
    return refused(
      "password-in-url",
      "this URL has a password in it",
      /^rsync:|::/.test(text)
        ? "put the password in a file on the host, and name the file: password: { file: ~/.rsync.secret }"
        : "only rsync daemons are handed a password: use a target that needs none, such as sftp with a key",
    );
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//.test(text)) return parsed(text);
  return refused("invalid-url", "this is not a URL", urlMeant(text));
}

function urlMeant(text: string): string {
  if (/^[/~]/.test(text)) return `did you mean file://${text.replace(/^~/, "/home/USER")}?`;
  if (/^file:/.test(text)) return "file:///absolute/path";
  if (/::/.test(text)) return `put rsync:// before it`;
  return "file:///absolute/path or rsync://USER@HOST::MODULE";
}

function warnOfScheme(scheme: string, url: Located<string>, { reporter }: Scope): void {
  const [message, help] =
    scheme === "rsync"
      ? [
          'to duplicity, rsync:// without "::" is rsync over ssh, which Holdfast does not check',
          "the URL of an rsync daemon is rsync://USER@HOST::MODULE",
        ]
      : [
          `Holdfast does not check ${quote(`${scheme}://`)} and hands it to duplicity as it is`,
          didYouMean(scheme, ["file", "rsync"]) ??
            "try a backup and a restore by hand before you rely on it",
        ];
  reporter.report("unchecked-scheme", message, { span: url.span, help });
}

/** Password, proxy and rsync's settings reach nothing but an rsync daemon. */
function refuseDaemonSettings(target: TargetSpec, { reporter }: Scope): void {
  const { password, proxy, rsync } = target;
  const place = password && placeOfSecret(password);
  for (const [setting, written] of Object.entries({ password: place, proxy, rsync })) {
    if (!written) continue;
    reporter.report("unusable-setting", `this target has no use for ${quote(setting)}`, {
      span: written.span,
      help: "it is for an rsync daemon, rsync://HOST::MODULE",
    });
  }
}
