// Places tools in the runner's tool cache so that nothing half-written is ever found there, also when two steps do it at once.
// The layout is that of @actions/tool-cache: <root>/<tool>/<version>/<architecture> with a `.complete` file beside it.
import { randomUUID } from "node:crypto";
import { readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { makeFolder } from "../files/make-folder.ts";
import { exists } from "./exists.ts";

/** Nothing can be kept, whatever the source. */
export class ToolCacheError extends Error {
  override name = "ToolCacheError";
}

export interface Tool {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
}

/** Begins the names of folders that are being filled. */
const ASIDE_PREFIX = ".filling-";
/** A fill that is older was killed: no download is allowed to take that long. */
const MAX_FILL_AGE_MS = 3_600_000;
/** A lock is held for two renames. One that is older belongs to a step that was killed meanwhile. */
const MAX_LOCK_AGE_MS = 2_000;
const LOCK_POLL_MS = 10;

function toolDirectory(root: string, tool: Tool): string {
  return join(root, tool.name, tool.version, tool.architecture);
}

/** The folder of a tool in the cache, undefined when it is not there. */
export async function findTool(root: string, tool: Tool): Promise<string | undefined> {
  const directory = toolDirectory(root, tool);
  const [complete, present] = await Promise.all([exists(`${directory}.complete`), exists(directory)]);
  return complete && present ? directory : undefined;
}

/** Takes a tool that turned out to be bad out of the cache, so that `placeTool` replaces it. */
export async function forgetTool(root: string, tool: Tool): Promise<void> {
  await rm(`${toolDirectory(root, tool)}.complete`, { force: true });
}

/**
 * Fills a folder aside and moves it into the cache in one step. When another step was first, its folder is used; a folder without
 * `.complete`, as a killed step of another action leaves it, is replaced.
 * @param fill writes the tool's files into an empty folder; what it throws leaves the cache untouched
 * @returns the tool's folder in the cache
 */
export async function placeTool(root: string, tool: Tool, fill: (directory: string) => Promise<void>): Promise<string> {
  const home = join(root, tool.name);
  const aside = join(home, `${ASIDE_PREFIX}${randomUUID()}`);
  await makeFolder(aside).catch((problem: NodeJS.ErrnoException) => {
    throw new ToolCacheError(
      `The tool cache ${root} cannot be written (${problem.code}). Set RUNNER_TOOL_CACHE to a folder that can, or change its permissions.`,
    );
  });
  try {
    await removeLeftovers(home, aside);
    await fill(aside);
    const directory = toolDirectory(root, tool);
    await makeFolder(join(home, tool.version));
    await withLock(`${directory}.lock`, async () => {
      if ((await findTool(root, tool)) !== undefined) return;
      await rename(directory, `${aside}-replaced`).catch(unlessMissing);
      await rename(aside, directory);
      await writeFile(`${directory}.complete`, "");
    });
    return directory;
  } finally {
    await rm(aside, { recursive: true, force: true });
    await rm(`${aside}-replaced`, { recursive: true, force: true });
  }
}

/** Removes what killed steps left, by the clock of the file system. */
async function removeLeftovers(home: string, fresh: string): Promise<void> {
  const { mtimeMs: now } = await stat(fresh);
  for (const name of await readdir(home)) {
    if (!name.startsWith(ASIDE_PREFIX)) continue;
    const leftover = await stat(join(home, name)).catch(unlessMissing);
    if (leftover !== undefined && now - leftover.mtimeMs > MAX_FILL_AGE_MS)
      await rm(join(home, name), { recursive: true, force: true });
  }
}

/** Runs `action` while no other process runs one under the same lock. */
async function withLock(lock: string, action: () => Promise<void>): Promise<void> {
  for (let waitedMs = 0; !(await takeLock(lock)); waitedMs += LOCK_POLL_MS) {
    if (waitedMs === MAX_LOCK_AGE_MS) await rm(lock, { force: true });
    if (waitedMs > 2 * MAX_LOCK_AGE_MS) throw new Error(`The tool cache is locked: \`${lock}\` does not go away. Remove it.`);
    await delay(LOCK_POLL_MS);
  }
  try {
    await action();
  } finally {
    await rm(lock, { force: true });
  }
}

async function takeLock(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, "", { flag: "wx" });
    return true;
  } catch (problem) {
    if (["EEXIST", "EPERM"].includes((problem as NodeJS.ErrnoException).code ?? "")) return false;
    throw problem;
  }
}

function unlessMissing(problem: NodeJS.ErrnoException): undefined {
  if (problem.code !== "ENOENT") throw problem;
  return undefined;
}
