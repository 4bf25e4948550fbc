// Makes a folder and those above it. Not by mkdir's own `recursive`, which never returns where a file system answers ENOENT for a folder whose parent is
// there, as /proc does.
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** Makes a folder, and every one above it that is missing. One that is there stays. @throws the error of the first that cannot be made */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  for (let folder = path; !(await isFolder(folder)); folder = dirname(folder)) {
    missing.unshift(folder);
    // Nothing is above the root, or above what a relative path begins with.
    if (dirname(folder) === folder) break;
  }
  for (const folder of missing) await mkdir(folder).catch((problem: unknown) => unlessThereByNow(folder, problem));
}

/** False for what is not there. A file is in the way, which mkdir says. */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (problem) {
    if (!isMissing(problem)) throw problem;
    return false;
  }
}

function isMissing(problem: unknown): boolean {
  return problem instanceof Error && "code" in problem && problem.code === "ENOENT";
}

/** Somebody else may make the same folder at the same time. */
async function unlessThereByNow(folder: string, problem: unknown): Promise<void> {
  if (!(await isFolder(folder))) throw problem;
}
