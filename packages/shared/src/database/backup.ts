// Backs a database up to a file with its checksum, verifies such a file by reading it into a scratch database, and restores it.
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { type WrittenFile, writeWhole } from "../files/whole-file.ts";
import { quote } from "../inputs/quote.ts";
import { checkFile, readChecksum, readText, writeChecksum } from "./backup-file.ts";
import { type ClientSettings, openClient } from "./client.ts";
import { type ContentDigest, contentDigest, differingTables, digestOf, type TableContent } from "./content-digest.ts";
import { dumpDatabase } from "./dump.ts";
import { readSchema } from "./dump-schema.ts";
import type { Read } from "./read.ts";
import { type Restored, type RestoreOptions, restore } from "./restore.ts";
import { type BeginWrite, localWrites } from "./restore-target.ts";
import { fileUrl } from "./url.ts";

export interface Backup extends WrittenFile {
  readonly path: string;
  /** What the rows digest to that were written: the same as `contentDigest` of the database. */
  readonly content: ContentDigest;
  /** The definitions that were written, in their order. */
  readonly definitions: readonly string[];
}

/**
 * Writes a backup and its checksum, `<path>.sha256`. The directory must exist; the file is for its owner's eyes only.
 * @param read the answers have to be of one moment: see `withSnapshot`
 * @throws an `Error` for what a dump cannot hold; then nothing is written
 */
export async function writeBackup(read: Read, path: string): Promise<Backup> {
  const contents: TableContent[] = [];
  const definitions = await readDefinitions(read);
  const written = await writeWhole(
    path,
    dumpDatabase(read, (content) => contents.push(content)),
  );
  await writeChecksum(path, written.sha256);
  return { path, ...written, content: digestOf(contents), definitions };
}

/**
 * Verifies a backup by restoring it into a scratch database and comparing: the file with its checksum, the definitions, the digest of every table.
 * @param directory for the scratch database, which is removed at the end
 * @throws an `Error` that names what is not the same
 */
export async function verifyBackup(backup: Backup, settings: ClientSettings, directory: string): Promise<void> {
  const folder = await mkdtemp(join(directory, "libsql-verify-"));
  const url = fileUrl(join(folder, "scratch.db"));
  const client = await openClient({ kind: "file", url, path: join(folder, "scratch.db") }, settings);
  try {
    // It need not outlive a crash.
    for (const pragma of ["journal_mode=OFF", "synchronous=OFF"]) await client.execute(`PRAGMA ${pragma}`);
    const script = () => readText(backup.path, backup.sha256);
    await restore(script, localWrites(client), { file: backup.path, replace: false });
    const read: Read = (sql, args = []) => client.execute({ sql, args: [...args] });
    if ((await readDefinitions(read)).join("\n") !== backup.definitions.join("\n"))
      throw new Error(`${quote(backup.path)} does not give back the schema of the database`);
    const differing = differingTables(backup.content, await contentDigest(read));
    if (differing.length > 0)
      throw new Error(
        `${quote(backup.path)} does not give back the rows of ${differing.map(quote).join(", ")} as they are in the database`,
      );
  } finally {
    client.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every CREATE statement. Not in the order of the schema: a dump creates tables before indexes. */
async function readDefinitions(read: Read): Promise<string[]> {
  return (await readSchema(read)).map(({ sql }) => sql).sort();
}

/**
 * Restores a backup, or any other script, which is first held against `<path>.sha256` where there is one.
 * @returns also whether the file was held against a checksum
 * @throws an `Error` before anything is done when the file is not the one it should be, else what `restore` throws
 */
export async function restoreBackup(
  path: string,
  begin: BeginWrite,
  options: Omit<RestoreOptions, "file">,
): Promise<Restored & { readonly checked: boolean }> {
  const sha256 = await readChecksum(path);
  if (sha256 !== undefined) await checkFile(path, sha256);
  // Hashed again while it runs: it may be another file by now.
  const restored = await restore(() => readText(path, sha256), begin, { ...options, file: path });
  return { ...restored, checked: sha256 !== undefined };
}
