import type { Artifact } from "../emit/artifact.ts";
import { sha256 } from "../emit/checksum.ts";

/** Lies in every host's directory; also the mark by which a directory is known to be a host's. */
export const MANIFEST = "MANIFEST.sha256";

const LINE = /^([0-9a-f]{64}) {2}(.+)$/;

/** The artifacts, and for each host the manifest of its files; sorted by path. */
export function withManifests(artifacts: readonly Artifact[]): Artifact[] {
  const sorted = [...artifacts].sort((a, b) => (a.path < b.path ? -1 : 1));
  const lines = new Map<string, string>();
  for (const { path, text } of sorted) {
    const slash = path.indexOf("/");
    const host = path.slice(0, slash);
    lines.set(host, `${lines.get(host) ?? ""}${sha256(text)}  ${path.slice(slash + 1)}\n`);
  }
  const manifests = [...lines].map(
    ([host, text]): Artifact => ({ path: `${host}/${MANIFEST}`, mode: 0o644, text }),
  );
  return [...sorted, ...manifests].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Reads the format of `sha256sum` (sha256sum(1), text mode, names that need no escaping).
 *
 * @returns path below the manifest's directory → hash; undefined when any line is something else, so that a file that
 * merely bears the name is not taken for ours
 */
export function parseManifest(text: string): Map<string, string> | undefined {
  if (!text.endsWith("\n")) return undefined;
  const hashes = new Map<string, string>();
  for (const line of text.slice(0, -1).split("\n")) {
    const [, hash, path] = LINE.exec(line) ?? [];
    if (hash === undefined || path === undefined) return undefined;
    hashes.set(path, hash);
  }
  return hashes;
}
