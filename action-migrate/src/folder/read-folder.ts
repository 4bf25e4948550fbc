// Reads a folder of migrations: names, texts, checksums.
import type { Dirent } from "node:fs";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { type Format, readLayout } from "./format.ts";
import { checksumOf, type Migration } from "./migration.ts";

export interface Folder {
  /** In the order of their versions. */
  readonly migrations: readonly Migration[];
  readonly format: Format;
  /** SQL files that are no migrations. */
  readonly ignored: readonly string[];
}

/** Lines by which other tools mark the parts of one file. Run as a whole, it would take back what it applies. */
const FOREIGN_MARKS: readonly (readonly [RegExp, string])[] = [
  [/^--\s*migrate:(up|down)\b/m, "dbmate"],
  [/^--\s*\+goose\s+(Up|Down)\b/im, "goose"],
];

/**
 * Reads a folder.
 * @param directory relative to the workspace, or absolute
 * @throws an `Error` that names the folder or the file
 */
export async function readFolder(directory: string, workspace: string, format: Format | "auto"): Promise<Folder> {
  const path = resolve(workspace, directory);
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    throw new Error(
      `The folder of migrations ${path} cannot be read. Give it as \`directory\`, and check the repository out first`,
      { cause },
    );
  });
  inFolder(path, () => refuseFolders(path, entries));
  // Folders count only by their name: one of drizzle-kit has `meta`.
  const names = entries.filter((entry) => !entry.isDirectory() || entry.name === "meta").map(({ name }) => name);
  const layout = inFolder(path, () => readLayout(names, format));
  const migrations: Migration[] = [];
  for (const { version, name, fileName } of layout.scripts) {
    const file = shown(join(path, fileName), workspace);
    const bytes = await readFile(join(path, fileName)).catch((cause: unknown) => {
      throw new Error(`${file} cannot be read. A migration is a file, or a link to one`, { cause });
    });
    const text = decode(bytes, file);
    const tool = format === "auto" ? FOREIGN_MARKS.find(([mark]) => mark.test(text))?.[1] : undefined;
    if (tool !== undefined)
      throw new Error(
        `${file} is written for ${tool}, which this action does not read. If the marks mean nothing, say \`format: ${layout.format}\`.`,
      );
    migrations.push({ version, name, file, text, checksum: checksumOf(text) });
  }
  return { migrations, format: layout.format, ignored: layout.ignored };
}

/** Migrations that are folders of their own would be passed over, and the step would succeed with nothing applied. */
function refuseFolders(path: string, entries: readonly Dirent[]): void {
  const found = entries.find(({ name }) => /^\d+_/.test(name) && existsSync(join(path, name, "migration.sql")));
  if (found === undefined) return;
  const tool = existsSync(join(path, found.name, "snapshot.json")) ? "drizzle-kit" : "Prisma";
  throw new Error(
    `it looks like a folder of ${tool}, which this action does not read: ${quote(found.name)} is a folder with a migration.sql`,
  );
}

function inFolder<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Error(`The folder of migrations ${path} is not in order`, { cause });
  }
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new Error(`${file} is not a text file in UTF-8. Save it as one.`, { cause });
  }
}

/** As annotations want it: relative to the workspace, with `/`; a path outside of it stays as it is. */
function shown(path: string, workspace: string): string {
  const inside = relative(workspace, path);
  return (inside.startsWith("..") ? path : inside).split(sep).join("/");
}
