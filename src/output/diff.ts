import type { Artifact } from "../emit/artifact.ts";
import { checksumHolds, sha256 } from "../emit/checksum.ts";
import type { FileKind, Host } from "../host.ts";
import { MANIFEST, parseManifest } from "./manifest.ts";

/**
 * What a file is called until it is whole. The manifest's is made first and renamed last, so that a directory in
 * which a write was cut short can be told from a stranger's.
 */
export const UNFINISHED = ".holdfast-new";

/** What is to become of one file of the tree. */
export interface Change {
  /** Below the output directory. */
  readonly path: string;
  readonly action: "create" | "update" | "unchanged" | "delete";
  /** The file as it lies there; undefined when there is none, or something that is no regular file. */
  readonly before: FileContent | undefined;
  /** Undefined for `delete`. */
  readonly after: FileContent | undefined;
  /** Why the change must not be made just so; undefined when nothing stands against it. */
  readonly refusal: Refusal | undefined;
}

export interface FileContent {
  readonly bytes: Buffer;
  readonly mode: number;
}

/**
 * - `not-ours`: edited by hand since, or never written by Holdfast; `--force` goes ahead
 * - `in-the-way`: a directory where a file belongs, or the other way round; that is for the user to clear
 */
export type Refusal = "not-ours" | "in-the-way";

/**
 * Compares the tree with what it should be.
 *
 * A file is ours when its hash is in the manifest, or its own checksum line holds, or it equals what is to be written.
 * What is not ours, and never was, is left alone without a word unless its place is needed. Below the output directory no
 * symbolic link is followed.
 *
 * @param hosts only these hosts' directories; undefined: all, and those of hosts that are no longer in the spec
 * @returns every file that is or was ours or should be, sorted by path
 * @throws FileError when something cannot be read
 */
export function diffTree(
  host: Host,
  directory: string,
  artifacts: readonly Artifact[],
  hosts?: ReadonlySet<string>,
): Change[] {
  const wanted = new Map<string, Map<string, FileContent>>();
  for (const { path, mode, text } of artifacts) {
    const slash = path.indexOf("/");
    const name = path.slice(0, slash);
    if (hosts && !hosts.has(name)) continue;
    const files = wanted.get(name) ?? new Map();
    wanted.set(name, files.set(path.slice(slash + 1), { bytes: Buffer.from(text), mode }));
  }
  if (!hosts) {
    for (const name of formerHosts(host, directory, wanted)) wanted.set(name, new Map());
  }
  return [...wanted]
    .flatMap(([name, files]) => diffHost(host, directory, name, files))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function formerHosts(
  host: Host,
  directory: string,
  current: ReadonlyMap<string, unknown>,
): string[] {
  if (host.status(directory) === undefined) return [];
  return host
    .list(directory)
    .filter(({ name, kind }) => kind === "directory" && !current.has(name))
    .map(({ name }) => name)
    .filter((name) =>
      [MANIFEST, MANIFEST + UNFINISHED].some(
        (file) => host.status(`${directory}/${name}/${file}`)?.kind === "file",
      ),
    );
}

function diffHost(
  host: Host,
  directory: string,
  name: string,
  wanted: ReadonlyMap<string, FileContent>,
): Change[] {
  const root = `${directory}/${name}`;
  const found = new Map<string, FileKind>();
  const rootKind = host.status(root)?.kind;
  if (rootKind !== undefined) found.set("", rootKind);
  if (rootKind === "directory") walk(host, root, "", found);

  const manifest =
    found.get(MANIFEST) === "file"
      ? parseManifest(Buffer.from(host.readFile(`${root}/${MANIFEST}`)).toString())
      : undefined;
  const changes: Change[] = [];

  for (const [path, after] of wanted) {
    const change = (action: Change["action"], before?: FileContent, refusal?: Refusal) =>
      changes.push({ path: `${name}/${path}`, action, before, after, refusal });
    const kind = found.get(path);
    if (
      kind === "directory" ||
      parents(path).some((parent) => (found.get(parent) ?? "directory") !== "directory")
    ) {
      change("create", undefined, "in-the-way");
    } else if (kind === undefined) {
      change("create");
    } else if (kind === "other") {
      change("update", undefined, "not-ours");
    } else {
      const before = readContent(host, `${root}/${path}`);
      const same = after.bytes.equals(before.bytes);
      if (same && sameMode(before.mode, after.mode)) change("unchanged", before);
      else
        change("update", before, same || isOurs(path, before, manifest) ? undefined : "not-ours");
    }
  }

  for (const [path, kind] of found) {
    if (kind !== "file" || path === "" || wanted.has(path)) continue;
    const finished = path.endsWith(UNFINISHED) ? path.slice(0, -UNFINISHED.length) : undefined;
    const before = readContent(host, `${root}/${path}`);
    const ours = finished !== undefined || isOurs(path, before, manifest);
    if (!ours && !manifest?.has(path)) continue;
    const refusal = ours ? undefined : "not-ours";
    changes.push({ path: `${name}/${path}`, action: "delete", before, after: undefined, refusal });
  }
  return changes;
}

function walk(host: Host, root: string, below: string, found: Map<string, FileKind>): void {
  for (const { name, kind } of host.list(below === "" ? root : `${root}/${below}`)) {
    const path = below === "" ? name : `${below}/${name}`;
    found.set(path, kind);
    if (kind === "directory") walk(host, root, path, found);
  }
}

/** `a/b/c` → "", `a`, `a/b`: the directories that must be directories. */
function parents(path: string): string[] {
  const steps = path.split("/");
  return steps.map((_, index) => steps.slice(0, index).join("/"));
}

function readContent(host: Host, path: string): FileContent {
  return { bytes: Buffer.from(host.readFile(path)), mode: host.status(path)?.mode ?? 0 };
}

/**
 * Is one mode as good as the other? The owner's bits must be right and not everybody may write; the rest is the umask of
 * whoever cloned the tree.
 */
export function sameMode(a: number, b: number): boolean {
  return ((a ^ b) & 0o702) === 0;
}

function isOurs(
  path: string,
  content: FileContent,
  manifest: ReadonlyMap<string, string> | undefined,
): boolean {
  if (path === MANIFEST) return manifest !== undefined;
  return manifest?.get(path) === sha256(content.bytes) || checksumHolds(content.bytes.toString());
}
