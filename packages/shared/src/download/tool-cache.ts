// Places tools in the runner's tool cache so that nothing half-written is ever found there, also when two steps do it at once.
// The layout is that of @actions/tool-cache: <root>/<tool>/<version>/<architecture> with a `.complete` file beside it.
import { randomUUID } from "node:crypto";
import { access, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface Tool {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
}

function toolDirectory(root: string, tool: Tool): string {
  return join(root, tool.name, tool.version, tool.architecture);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The folder of a tool in the cache, undefined when it is not there. */
export async function findTool(root: string, tool: Tool): Promise<string | undefined> {
  const directory = toolDirectory(root, tool);
  const [complete, present] = await Promise.all([exists(`${directory}.complete`), exists(directory)]);
  return complete && present ? directory : undefined;
}

/**
 * Fills a folder aside and moves it into the cache in one step. When another step was first, its folder is used.
 * @param fill writes the tool's files into an empty folder; what it throws leaves the cache untouched
 * @returns the tool's folder in the cache
 */
export async function placeTool(root: string, tool: Tool, fill: (directory: string) => Promise<void>): Promise<string> {
  const directory = toolDirectory(root, tool);
  const aside = join(root, tool.name, `.${tool.version}-${tool.architecture}-${randomUUID()}`);
  await mkdir(aside, { recursive: true });
  try {
    await fill(aside);
    await mkdir(join(root, tool.name, tool.version), { recursive: true });
    // A folder without `.complete` is what a killed step of @actions/tool-cache leaves; one with it is a finished rival's.
    if (!(await exists(`${directory}.complete`))) await rm(directory, { recursive: true, force: true });
    await rename(aside, directory).catch(async (problem: NodeJS.ErrnoException) => {
      if (!["ENOTEMPTY", "EEXIST", "EPERM"].includes(problem.code ?? "") || !(await exists(directory))) throw problem;
    });
    await writeFile(`${directory}.complete`, "");
    return directory;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
