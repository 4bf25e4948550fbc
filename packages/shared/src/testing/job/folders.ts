// The folders of one job, laid out as on a hosted runner, and the node that runs its actions. Nothing is shared with another job.
import { existsSync } from "node:fs";
import { copyFile, link, mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface JobFolders {
  /** Holds everything that `removeFolders` removes. */
  readonly root: string;
  readonly home: string;
  /** RUNNER_TEMP */
  readonly temporary: string;
  /** RUNNER_TOOL_CACHE */
  readonly toolCache: string;
  /** GITHUB_WORKSPACE */
  readonly workspace: string;
  /** A folder with `node` and nothing else, for PATH. */
  readonly binaries: string;
}

export interface FolderOptions {
  /** An existing folder to work in; it is kept. */
  readonly workspace?: string | undefined;
  /** A tool cache to share with other jobs; it is kept. */
  readonly toolCache?: string | undefined;
}

/** Makes the folders of a job under the system's temporary folder. */
export async function createFolders(options: FolderOptions): Promise<JobFolders> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "job-")));
  const folders = {
    root,
    home: join(root, "home"),
    temporary: join(root, "work", "_temp"),
    toolCache: options.toolCache ?? join(root, "tool-cache"),
    workspace: options.workspace === undefined ? join(root, "work", "repo", "repo") : await realpath(options.workspace),
    binaries: join(root, "bin"),
  };
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true });
  await placeNode(folders.binaries);
  return folders;
}

/** Removes what `createFolders` made. */
export async function removeFolders(folders: JobFolders): Promise<void> {
  await rm(folders.root, { recursive: true, force: true, maxRetries: 3 });
}

/** The node of a folder made by `createFolders`. */
export function nodeIn(folders: JobFolders): string {
  return join(folders.binaries, process.platform === "win32" ? "node.exe" : "node");
}

async function placeNode(binaries: string): Promise<void> {
  const node = nodeExecutable();
  if (process.platform !== "win32") return symlink(node, join(binaries, "node"));
  const target = join(binaries, "node.exe");
  // Links to files need a privilege on Windows, and a hard link needs the same volume.
  await link(node, target).catch(() => copyFile(node, target));
}

/** Node 24: the one that runs this code, else the one of the lock file. */
function nodeExecutable(): string {
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const file = process.platform === "win32" ? "node.exe" : "node";
  try {
    const found = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), "bin", file);
    if (existsSync(found)) return found;
  } catch (error) {
    throw new Error(`Actions run on Node 24. This is Node ${process.versions.node}, and the package ${name} is not installed.`, {
      cause: error,
    });
  }
  throw new Error(`Actions run on Node 24. This is Node ${process.versions.node}, and the package ${name} holds no node.`);
}
