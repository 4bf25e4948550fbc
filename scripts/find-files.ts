// Finds files by pattern, and names them the same way on every system.
import { globSync } from "node:fs";
import { sep } from "node:path";

/** The files and folders that fit one of the patterns: relative to `root`, with `/`, sorted, each once. */
export function findFiles(root: string, ...patterns: readonly string[]): string[] {
  const found = globSync([...patterns], { cwd: root }).map((file) => file.split(sep).join("/"));
  return [...new Set(found)].sort();
}
