// Where the build keeps programs that it has made or fetched once, outside of the repository.
import { homedir } from "node:os";
import { join } from "node:path";

/** @param name changes with the version of what is in it */
export function keptFolder(name: string): string {
  return join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "libsql-actions", name);
}
