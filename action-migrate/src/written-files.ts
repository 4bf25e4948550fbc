// Keeps the files that a step writes away from what it must not replace: its databases, its migrations, each other, and what is no file.
import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import type { Database } from "@libsql-actions/shared/database/resolve";
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Context } from "./context.ts";
import { findFolder } from "./folder/find-folder.ts";
import { isRead } from "./folder/what-is-read.ts";

/** Files must not be written where they were asked for. */
export class WrittenFilesError extends Error {
  override name = "WrittenFilesError";
}

/** @throws WrittenFilesError that names every input whose file must not be written; nothing has been done then */
export function refuseWrittenFiles({ inputs, step }: Context, databases: readonly Database[]): void {
  const given = { "report-file": inputs.reportFile, "sarif-file": inputs.sarifFile, "schema-file": inputs.schemaFile };
  const folder = real(resolve(step.workspace, findFolder(inputs.directory, step.workspace)));
  const taken = new Map(databases.flatMap(filesOf));
  if (inputs.backupFile !== undefined) taken.set(real(resolve(step.workspace, inputs.backupFile)), "the input `backup-file`");
  const problems: string[] = [];
  for (const [name, file] of Object.entries(given)) {
    if (file === undefined) continue;
    const path = real(resolve(step.workspace, file));
    const holder = taken.get(path) ?? (path.startsWith(folder + sep) && isRead(path) ? "a file of the migrations" : undefined);
    if (holder !== undefined)
      problems.push(`The input \`${name}\` is ${quote(file)}, which is ${holder}. Give it a file of its own.`);
    else if (isSpecial(path)) problems.push(`The input \`${name}\` is ${quote(file)}, which is no regular file.`);
    taken.set(path, `the input \`${name}\` too`);
  }
  if (problems.length > 0) throw new WrittenFilesError(problems.join("\n"));
}

/** A database in a file is three of them. */
function filesOf(database: Database): [string, string][] {
  if (database.kind !== "file") return [];
  return ["", "-wal", "-shm"].map((ending) => [`${real(database.path)}${ending}`, "the database"]);
}

/** The path that links lead to, as far as it exists. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // It is not there yet; its folder may be, under another name.
    return dirname(path) === path ? path : join(real(dirname(path)), basename(path));
  }
}

/** Something that is there and can not be replaced by a file: a folder, a device, a pipe. */
function isSpecial(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && !stats.isFile();
}
