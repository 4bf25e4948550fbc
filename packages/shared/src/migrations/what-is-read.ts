// What is read of a folder of migrations, from the disk and from a commit alike, and how its files are called.
import { relative, sep } from "node:path";

/** What formats read: scripts, and what the tools keep beside them. Names are what the tools write; only `.sql` may be in any letters. */
const READ = /(\.sql|\.sql\.conf|(^|\/)(_journal\.json|migration_lock\.toml|atlas\.sum))$/i;
/** `<folder>/migration.sql` and `meta/_journal.json`: nothing lies deeper. */
export const MAX_DEPTH = 2;
/** A script of this size already takes a server a second and hundreds of megabytes; rows in such numbers are data, not schema. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;
export const MAX_FOLDER_BYTES = 512 * 1024 * 1024;

/** Whether a format may read a file. @param path within the folder, with `/` */
export function isRead(path: string): boolean {
  return READ.test(path);
}

/** A path as annotations want it: relative to the workspace, with `/`; one outside of it stays as it is. */
export function shown(path: string, workspace: string): string {
  const inside = relative(workspace, path);
  return (inside.startsWith("..") ? path : inside).split(sep).join("/");
}
