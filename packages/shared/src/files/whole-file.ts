// Writes files that appear as a whole or not at all, so that nobody reads half of one.
import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

export interface WrittenFile {
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

const WRITE_CHARACTERS = 128 * 1024;
/** The mode of a file that others read too, as of any that a step makes for its user. */
export const SHARED_MODE = 0o666;
/** What is written may come from a database. */
const PRIVATE = 0o600;

/**
 * Writes text that comes in pieces aside, and puts it in place of what is at `path` when it is on the disk.
 * @param mode of a new file; the process's umask applies
 */
export async function writeWhole(
  path: string,
  pieces: AsyncIterable<string> | Iterable<string>,
  mode = PRIVATE,
): Promise<WrittenFile> {
  const aside = `${path}.${randomUUID()}`;
  try {
    const file = await open(aside, "wx", mode);
    const written = await writeAll(file, pieces).finally(() => file.close());
    await rename(aside, path);
    await syncDirectory(dirname(path));
    return written;
  } finally {
    await rm(aside, { force: true });
  }
}

async function writeAll(file: FileHandle, pieces: AsyncIterable<string> | Iterable<string>): Promise<WrittenFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  let waiting: string[] = [];
  let characters = 0;
  const write = async () => {
    const data = Buffer.from(waiting.join(""));
    [waiting, characters] = [[], 0];
    hash.update(data);
    bytes += data.length;
    await file.writeFile(data);
  };
  for await (const piece of pieces) {
    waiting.push(piece);
    characters += piece.length;
    if (characters >= WRITE_CHARACTERS) await write();
  }
  await write();
  await file.sync();
  return { bytes, sha256: hash.digest("hex") };
}

/** The new name is on the disk when its directory is. Windows does not open directories, and keeps names by itself. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const directory = await open(path);
  await directory.sync().finally(() => directory.close());
}
