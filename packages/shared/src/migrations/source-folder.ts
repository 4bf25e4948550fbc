// Reads a folder of migrations into memory: which files there are, and the texts of those that any format reads. Nothing outside of it is followed.
import { closeSync, constants, type Dirent, fstatSync, openSync, readFileSync } from "node:fs";
import { readdir, realpath } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { setImmediate as otherWork } from "node:timers/promises";
import { decodeText } from "../files/utf8.ts";
import { isRead, MAX_DEPTH, MAX_FILE_BYTES, MAX_FOLDER_BYTES, shown } from "./what-is-read.ts";

export interface SourceFile {
  /** Within the folder, with `/`. */
  readonly path: string;
  /** Relative to the workspace, with `/`: what messages and annotations name. */
  readonly file: string;
  /** As it stands in the file, with a byte order mark if there is one. */
  readonly text: string;
}

export interface SourceFolder {
  /** Relative to the workspace, with `/`. */
  readonly folder: string;
  /** Files that a format may read, by path in plain order of characters. */
  readonly files: readonly SourceFile[];
  /** The paths of all files, also of those that are not read. */
  readonly paths: readonly string[];
}

const MAX_FILES = 100_000;
/** Between two turns the step can be cancelled. */
const FILES_A_TURN = 200;

/**
 * Reads a folder.
 * @param directory relative to the workspace, or absolute
 * @param input the one that names it, for the error
 * @throws an `Error` that names the folder or the file: unreadable, no regular file, a link that leads out, too large, not UTF-8
 */
export async function readSourceFolder(directory: string, workspace: string, input: string): Promise<SourceFolder> {
  const path = resolve(workspace, directory);
  const show = (file: string) => shown(file, workspace);
  const found = await list(path, "", 1).catch((cause: unknown) => {
    throw new Error(
      `The folder of migrations ${show(path) || "."} cannot be read. Give it as \`${input}\`, and check the repository out first`,
      { cause },
    );
  });
  if (found.length > MAX_FILES)
    throw new Error(`The folder ${show(path)} holds ${found.length} files, at most ${MAX_FILES} are read. Is it the right one?`);
  const paths = found.map((entry) => entry.path).sort(byCharacters);
  const allowed = await Promise.all([realpath(workspace).catch(() => workspace), realpath(path)]);
  const links = new Set(found.filter((entry) => entry.link).map((entry) => entry.path));
  const files: SourceFile[] = [];
  let bytes = 0;
  for (const [index, name] of paths.filter((one) => isRead(one)).entries()) {
    if (index % FILES_A_TURN === FILES_A_TURN - 1) await otherWork();
    const file = show(join(path, name));
    if (links.has(name)) await refuseWayOut(join(path, name), file, allowed);
    const text = readText(join(path, name), file);
    bytes += text.length;
    files.push({ path: name, file, text });
    if (bytes > MAX_FOLDER_BYTES)
      throw new Error(`The folder ${show(path)} holds more than 512 MB of scripts. Is it the right one?`);
  }
  return { folder: show(path), files, paths };
}

interface Entry {
  readonly path: string;
  readonly link: boolean;
}

async function list(root: string, within: string, depth: number): Promise<Entry[]> {
  const entries = await readdir(join(root, within), { withFileTypes: true });
  const lists = await Promise.all(
    entries.map(async (entry): Promise<Entry[]> => {
      const path = within === "" ? entry.name : `${within}/${entry.name}`;
      // A folder in place of a script is refused when it is read.
      if (!entry.isDirectory() || /\.sql$/i.test(entry.name)) return [{ path, link: entry.isSymbolicLink() }];
      return depth < MAX_DEPTH && !isHidden(entry) ? list(root, path, depth + 1) : [];
    }),
  );
  return lists.flat();
}

const isHidden = ({ name }: Dirent) => name.startsWith(".") || name === "node_modules";

/** A pull request may add a link; what it leads to must be of the repository too. */
async function refuseWayOut(path: string, file: string, allowed: readonly string[]): Promise<void> {
  const target = await realpath(path).catch((cause: unknown) => {
    throw new Error(`${file} is a link that leads nowhere. Take it out, or mend it`, { cause });
  });
  if (!allowed.some((folder) => target.startsWith(folder + sep)))
    throw new Error(`${file} is a link that leads out of the workspace. Put the file itself there.`);
}

/** Not by promises: for small files those take five times as long. */
function readText(path: string, file: string): string {
  const descriptor = openFile(path, file);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error(`${file} is no regular file. A migration is a text file.`);
    if (stats.size > MAX_FILE_BYTES)
      throw new Error(
        `${file} has ${Math.ceil(stats.size / 1024 / 1024)} MB, at most 64 MB are read. Split it, or load data with the seed action.`,
      );
    return decode(readFileSync(descriptor), file);
  } finally {
    closeSync(descriptor);
  }
}

function openFile(path: string, file: string): number {
  try {
    // Not blocking: a named pipe would keep the step waiting for ever.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    throw new Error(`${file} cannot be read`, { cause });
  }
}

function decode(bytes: Uint8Array, file: string): string {
  const text = decodeText(bytes);
  if (text === undefined) throw new Error(`${file} is not a text file in UTF-8. Save it as one.`);
  return text;
}

function byCharacters(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
