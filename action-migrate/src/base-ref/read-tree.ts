// Reads a folder of migrations as a commit has it, from git's objects: what `migrations/source-folder.ts` of the shared package reads from the disk.
import { decodeText } from "@libsql-actions/shared/files/utf8";
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { SourceFile, SourceFolder } from "@libsql-actions/shared/migrations/source-folder";
import { isRead, MAX_DEPTH, MAX_FILE_BYTES, MAX_FOLDER_BYTES } from "@libsql-actions/shared/migrations/what-is-read";
import { ask, type Git, GitError } from "./git.ts";

export interface TreeFolder extends SourceFolder {
  /** What is no plain text there, relative to the workspace: links, submodules, large files, files kept elsewhere by Git LFS. */
  readonly skipped: readonly string[];
}

/** Where a folder is. */
export interface FolderPlace {
  /** Within the repository, with `/`; empty for all of it. */
  readonly inRepository: string;
  /** Relative to the workspace, with `/`: as `SourceFolder.folder` has it. */
  readonly shown: string;
}

const REGULAR_FILE = /^100/;
const SUBMODULE = "160000";
/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const LFS_POINTER = "version https://git-lfs.github.com/spec/";

/** The contents of a blob; kept between commits, which share most of theirs. */
export type BlobCache = Map<string, Buffer>;

/**
 * Reads the folder of a commit; empty where the commit has none.
 * @throws GitError where it is no folder, is too large, or its objects are not here
 */
export async function readTree(git: Git, commit: string, place: FolderPlace, blobs: BlobCache): Promise<TreeFolder> {
  const entries = await list(git, commit, place.inRepository);
  const show = (path: string) => (place.shown === "" ? path : `${place.shown}/${path}`);
  const paths = entries.filter(({ mode }) => mode !== SUBMODULE).map(({ path }) => path);
  const wanted = entries.filter(({ path, mode }) => mode === SUBMODULE || isRead(path));
  const readable = wanted.filter(({ mode, size }) => REGULAR_FILE.test(mode) && size <= MAX_FILE_BYTES);
  if (readable.reduce((sum, { size }) => sum + size, 0) > MAX_FOLDER_BYTES)
    throw new GitError(`${quote(place.shown)} holds more than 512 MB of scripts there.`);
  await readBlobs(git, readable, blobs);
  const files = readable.flatMap(({ path, id }): SourceFile[] => {
    const text = decode(blobs.get(id));
    return text === undefined ? [] : [{ path, file: show(path), text }];
  });
  const read = new Set(files.map(({ path }) => path));
  return {
    folder: place.shown,
    files,
    paths,
    skipped: wanted.filter(({ path }) => !read.has(path)).map(({ path }) => show(path)),
  };
}

interface Entry {
  /** Within the folder. */
  readonly path: string;
  readonly mode: string;
  readonly id: string;
  readonly size: number;
}

async function list(git: Git, commit: string, folder: string): Promise<Entry[]> {
  const answer = await ask(git, ["ls-tree", "-r", "-z", "-l", "--full-tree", commit, ...(folder === "" ? [] : ["--", folder])]);
  const found = answer.toString("utf8").split("\0").filter(Boolean);
  const entries = found.map((line): Entry => {
    const [, mode, id, size, path] = /^(\d+) \w+ ([0-9a-f]+) +(\S+)\t(.*)$/s.exec(line) ?? [];
    if (mode === undefined || id === undefined || path === undefined)
      throw new GitError(`git ls-tree answers what it does not document: ${quote(line)}`);
    return { mode, id, size: size === "-" ? 0 : Number(size), path };
  });
  const [only] = entries;
  if (only !== undefined && only.path === folder)
    throw new GitError(
      `${quote(folder)} is ${only.mode === SUBMODULE ? "a submodule" : "a file or a link"} there, and no folder.`,
    );
  return entries
    .map((entry) => ({ ...entry, path: folder === "" ? entry.path : entry.path.slice(folder.length + 1) }))
    .filter(({ path }) => isLookedAt(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Nothing in hidden folders, and nothing deeper than any format puts it. */
function isLookedAt(path: string): boolean {
  const folders = path.split("/").slice(0, -1);
  return folders.length < MAX_DEPTH && !folders.some((name) => name.startsWith(".") || name === "node_modules");
}

/** Reads the blobs that are not there yet (git-cat-file(1), BATCH OUTPUT). */
async function readBlobs(git: Git, entries: readonly Entry[], blobs: BlobCache): Promise<void> {
  const ids = [...new Set(entries.map(({ id }) => id))].filter((id) => !blobs.has(id));
  if (ids.length === 0) return;
  const answer = await ask(git, ["cat-file", "--batch"], `${ids.join("\n")}\n`);
  let at = 0;
  for (const id of ids) {
    const end = answer.indexOf("\n", at);
    const header = answer.toString("latin1", at, end);
    const size = Number(/ blob (\d+)$/.exec(header)?.[1]);
    if (!header.startsWith(id) || Number.isNaN(size)) throw new GitError(`the object ${id} is not in this checkout.`);
    blobs.set(id, answer.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
}

/** Undefined for what is no text of a migration. */
function decode(bytes: Buffer | undefined): string | undefined {
  // A migration that is not UTF-8 is refused where it is to be applied.
  const text = bytes === undefined ? "" : decodeText(bytes);
  return text?.startsWith(LFS_POINTER) === true ? undefined : text;
}
