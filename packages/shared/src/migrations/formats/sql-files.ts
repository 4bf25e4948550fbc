// The SQL files of a folder, whatever its format makes of them.
import type { SourceFile, SourceFolder } from "../source-folder.ts";

/** What `create` writes where the tool itself has no text for a new script. */
export const EMPTY_SCRIPT = "-- Write the migration here.\n";

/** Whether a file is an SQL script, by its name. Formats whose tools know the case of letters apart ask again. */
export function isSql(path: string): boolean {
  return /\.sql$/i.test(path);
}

/** The SQL files that lie in the folder itself. */
export function topFiles({ files }: SourceFolder): SourceFile[] {
  return files.filter(({ path }) => !path.includes("/") && isSql(path));
}

/** The paths of the SQL files that are no migrations: `ReadMigrations.ignored`. */
export function ignoredFiles({ files }: SourceFolder, isMigration: (file: SourceFile) => boolean): string[] {
  return files.filter((file) => isSql(file.path) && !isMigration(file)).map(({ path }) => path);
}
