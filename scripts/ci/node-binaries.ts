// Brings older versions of Node from the npm registry, for the tests that the same seed gives the same rows under each of them.
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { runCommand } from "./command.ts";
import { keptFolder } from "./kept-folder.ts";

const VERSIONS = ["20.20.2", "22.23.3"];
const LIMIT_MS = 600_000;

/** What NODE_BINARIES is set to: the paths of the programs. */
export async function installNodeBinaries(): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  const folders = VERSIONS.map((version) => keptFolder(`${name}-${version}`));
  for (const [index, folder] of folders.entries()) {
    if (existsSync(join(folder, "node_modules", ".package-lock.json"))) continue;
    await mkdir(folder, { recursive: true });
    const line = [
      "npm",
      "install",
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
      "--prefix",
      folder,
      `${name}@${VERSIONS[index]}`,
    ] as const;
    const { code, output } = await runCommand({ line, env: process.env, limitMs: LIMIT_MS, shown: false });
    if (code !== 0) throw new Error(`${line.join(" ")} ended with exit code ${code}:\n${output}`);
  }
  return folders.map((folder) => join(folder, "node_modules", name, "bin", "node")).join(delimiter);
}
