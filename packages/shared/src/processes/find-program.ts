// Finds a program as a shell would, but only in absolute folders: one that a checkout brings along must not run in its place.
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";

/**
 * The path of a program; undefined when no folder of the search path holds it.
 * @param name without an ending: on Windows `.exe` is added, and nothing else is looked for
 * @param searchPath the value of `PATH`. Empty and relative entries, which mean the current folder, are passed over.
 */
export async function findProgram(
  name: string,
  searchPath: string | undefined,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  const file = platform === "win32" ? `${name}.exe` : name;
  for (const folder of (searchPath ?? "").split(delimiter)) {
    if (isAbsolute(folder) && (await isProgram(join(folder, file)))) return join(folder, file);
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false; // What cannot be looked at cannot be run either.
  }
}
