// Runs one of the repository's own command-line tools to its end and keeps what it printed.
import { execFile } from "node:child_process";
import { join } from "node:path";

/** The repository that these scripts belong to: its tools do the work, also when a copy elsewhere is built. */
export const HOUSE = join(import.meta.dirname, "..");

/** Where ncc stands in a checkout. */
export const NCC = "node_modules/@vercel/ncc";

/** The JavaScript of each tool. Named by file, since `node_modules/.bin` holds shell scripts on Windows. */
const TOOLS = {
  biome: "node_modules/@biomejs/biome/bin/biome",
  ncc: `${NCC}/dist/ncc/cli.js`,
  terser: "node_modules/terser/bin/terser",
  tsc: "node_modules/typescript/bin/tsc",
} as const;

type Tool = keyof typeof TOOLS;

export interface Finished {
  code: number;
  output: string;
}

/**
 * Runs the tool of the checkout `owner` in `folder`. Answers with its exit code and all that it printed; never throws for a code
 * other than 0.
 */
export function tryTool(tool: Tool, args: readonly string[], folder: string, owner = HOUSE): Promise<Finished> {
  const command = [join(owner, TOOLS[tool]), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim();
      if (error === null) return resolve({ code: 0, output });
      resolve({ code: typeof error.code === "number" ? error.code : 1, output: output === "" ? error.message : output });
    });
  });
}

/** Runs a tool as `tryTool` does and throws with what it printed unless it succeeds. */
export async function runTool(tool: Tool, args: readonly string[], folder: string, owner = HOUSE): Promise<void> {
  const { code, output } = await tryTool(tool, args, folder, owner);
  if (code !== 0) throw new Error(`${tool} failed with exit code ${code}:\n${output}`);
}
