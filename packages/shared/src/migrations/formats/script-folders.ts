// Folders for each migration, with a `migration.sql` in it: Prisma has them, and drizzle-kit 1.x.
import type { SourceFile, SourceFolder } from "../source-folder.ts";

/** Prisma's lock file, which drizzle does not have. */
export const PRISMA_LOCK = "migration_lock.toml";

export interface ScriptFolder {
  /** Its name, which is that of the migration. */
  readonly folder: string;
  readonly source: SourceFile;
}

/** The folders that have a script, with it. */
export function scriptFolders({ files }: SourceFolder): ScriptFolder[] {
  return files.flatMap((source) => {
    const folder = /^([^/]+)\/migration\.sql$/.exec(source.path)?.[1];
    return folder === undefined ? [] : [{ folder, source }];
  });
}
