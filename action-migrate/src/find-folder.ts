// Finds the folder of migrations where none was given: in the usual places of the tools whose folders are read.
import { existsSync } from "node:fs";
import { resolve } from "node:path";

export const DEFAULT = "migrations";
const OTHERS = ["db/migrations", "prisma/migrations", "drizzle"];

/** The folder to read, as it was given or as it is found; `migrations` where nothing is. */
export function findFolder(given: string | undefined, workspace: string): string {
  if (given !== undefined) return given;
  return [DEFAULT, ...OTHERS].find((folder) => existsSync(resolve(workspace, folder))) ?? DEFAULT;
}
