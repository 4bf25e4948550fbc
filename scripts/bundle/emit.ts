// Turns the TypeScript of every package into JavaScript in the package's own build/ folder, where ncc can follow the
// exports maps to it.
import { globSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runTool } from "../run-tool.ts";

/** Emits every package of the repository at `root`. What an earlier build left is removed first. */
export async function emitPackages(root: string): Promise<void> {
  const old = globSync(["build", "packages/*/build", "action-*/build"], { cwd: root });
  for (const folder of old) await rm(join(root, folder), { recursive: true });
  // Types are checked by `npm run check`; the JavaScript is the same with and without.
  await runTool("tsc", ["-p", ".", "--noCheck"], root);
  for (const source of globSync(["packages/*/src", "action-*/src"], { cwd: join(root, "build") })) {
    const target = join(root, dirname(source), "build");
    await mkdir(dirname(target), { recursive: true });
    await rename(join(root, "build", source), target);
  }
  await rm(join(root, "build"), { recursive: true });
}
