// Keeps the files that a step writes away from what it must not replace: its databases, what it reads, each other, and what is no file.
import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Database } from "../database/resolve.ts";
import { quote } from "../inputs/quote.ts";

/** Files must not be written where they were asked for. */
export class WrittenFilesError extends Error {
  override name = "WrittenFilesError";
}

export interface WrittenFiles {
  /** What is to be written: the input that names the file, and its path as given. */
  readonly given: readonly (readonly [input: string, path: string])[];
  readonly workspace: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly databases: readonly Database[];
  /** What is read: paths as given, with what they are in a message, such as `the spec`. */
  readonly read: readonly (readonly [path: string, what: string])[];
  /** Says of a real path what it is where it must not be replaced. */
  readonly holderOf?: (path: string) => string | undefined;
}

/** @throws WrittenFilesError that names every input whose file must not be written; nothing has been done then */
export function refuseWritten({
  given,
  workspace,
  environment,
  databases,
  read,
  holderOf = () => undefined,
}: WrittenFiles): void {
  const taken = new Map(databases.flatMap(filesOf));
  const script = environment["DATABASE_INIT_SQL"];
  if (script) taken.set(realPath(resolve(workspace, script)), "the script of the in-memory database (DATABASE_INIT_SQL)");
  for (const [path, what] of read) taken.set(realPath(resolve(workspace, path)), what);
  const problems: string[] = [];
  for (const [input, file] of given) {
    const path = realPath(resolve(workspace, file));
    const holder = taken.get(path) ?? holderOf(path);
    if (holder !== undefined)
      problems.push(`The input \`${input}\` is ${quote(file)}, which is ${holder}. Give it a file of its own.`);
    else if (isSpecial(path)) problems.push(`The input \`${input}\` is ${quote(file)}, which is no regular file.`);
    taken.set(path, `the input \`${input}\` too`);
  }
  if (problems.length > 0) throw new WrittenFilesError(problems.join("\n"));
}

/** A database in a file is three of them. */
function filesOf(database: Database): [string, string][] {
  if (database.kind !== "file") return [];
  return ["", "-wal", "-shm"].map((ending) => [`${realPath(database.path)}${ending}`, "the database"]);
}

/** The path that links lead to, as far as it exists. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // It is not there yet; its folder may be, under another name.
    return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path));
  }
}

/** Something that is there and can not be replaced by a file: a folder, a device, a pipe. */
function isSpecial(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && !stats.isFile();
}
