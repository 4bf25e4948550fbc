// Finds the folder of migrations where none was given: in the usual places of the tools whose folders are read.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { note } from "@libsql-actions/shared/report/log";

const DEFAULT = "migrations";
const OTHERS = ["db/migrations", "prisma/migrations", "drizzle"];

/** The folder to read, as it was given or as it is found; says so when it is another than `migrations`. */
export function findFolder(given: string | undefined, workspace: string): string {
  if (given !== undefined) return given;
  const found = [DEFAULT, ...OTHERS].find((folder) => existsSync(resolve(workspace, folder))) ?? DEFAULT;
  if (found !== DEFAULT)
    note(`There is no folder \`${DEFAULT}\`; the migrations of \`${found}\` are taken. Say so with \`directory\`.`);
  return found;
}
