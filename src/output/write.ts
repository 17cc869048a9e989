import type { Host } from "../host.ts";
import { type Change, type FileContent, UNFINISHED } from "./diff.ts";
import { MANIFEST } from "./manifest.ts";

/**
 * Makes the tree what the changes say; what is unchanged is not touched. Refusals are the caller's to heed.
 *
 * Everything new is first laid down beside its place, where a full disk or a directory that cannot be written is met
 * while the tree is still as it was; then each file is put in place by a rename, and a host's manifest after all else of
 * that host. Cut short at any point, every file is whole, old or new; no manifest vouches for a mixture; and the next
 * write recognises what lies there and completes it.
 *
 * @throws FileError; unless a rename failed after all that, the tree is then as it was
 */
export function writeTree(host: Host, directory: string, changes: readonly Change[]): void {
  const ordered = changes.filter(({ action }) => action !== "unchanged").sort(manifestsLast);
  layDown(host, directory, ordered);
  const replaced = new Set(
    ordered.filter(({ after }) => after).map(({ path }) => path + UNFINISHED),
  );
  for (const { path, after } of ordered) {
    const place = `${directory}/${path}`;
    if (after) {
      host.rename(place + UNFINISHED, place);
    } else if (!replaced.has(path)) {
      host.unlink(place);
      removeEmptied(host, directory, path);
    }
  }
}

/** Host by host, and in each host the manifest, finished or not, after everything else. */
function manifestsLast(a: Change, b: Change): number {
  const [hostA, hostB] = [hostOf(a.path), hostOf(b.path)];
  if (hostA !== hostB) return hostA < hostB ? -1 : 1;
  return Number(isManifest(a.path)) - Number(isManifest(b.path));
}

function hostOf(path: string): string {
  return path.slice(0, path.indexOf("/"));
}

function isManifest(path: string): boolean {
  const file = path.slice(path.indexOf("/") + 1);
  return file === MANIFEST || file === MANIFEST + UNFINISHED;
}

/** Manifests first: from then on the directory is known for a host's, however the write ends. */
function layDown(host: Host, directory: string, ordered: readonly Change[]): void {
  const undo: (() => void)[] = [];
  try {
    for (const { path, after } of [...ordered].reverse()) {
      const place = `${directory}/${path}`;
      if (after) {
        makeParents(host, place, undo);
        createUnfinished(host, place + UNFINISHED, after);
        undo.push(() => host.unlink(place + UNFINISHED));
      } else {
        host.requireWritable(parentOf(place));
      }
    }
  } catch (error) {
    for (const step of undo.reverse()) step();
    throw error;
  }
}

function createUnfinished(host: Host, path: string, content: FileContent): void {
  if (host.status(path)) host.unlink(path);
  host.createFile(path, content.bytes, content.mode);
}

function makeParents(host: Host, path: string, undo: (() => void)[]): void {
  const parent = parentOf(path);
  if (parent === "" || host.status(parent)) return;
  makeParents(host, parent, undo);
  host.makeDirectory(parent);
  undo.push(() => host.removeDirectory(parent));
}

function removeEmptied(host: Host, directory: string, path: string): void {
  for (let parent = parentOf(path); parent !== ""; parent = parentOf(parent)) {
    if (host.list(`${directory}/${parent}`).length > 0) return;
    host.removeDirectory(`${directory}/${parent}`);
  }
}

/** `a/b` → `a`; "" for a single step. */
function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
