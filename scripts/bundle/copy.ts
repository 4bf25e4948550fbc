// Builds happen in a copy that holds the sources and what may be bundled, and nothing else: some libraries take along what happens to be installed, as
// `debug` does with `supports-color`, and a development tool must not change a bundle.
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { NCC } from "../run-tool.ts";

const NOT_A_SOURCE = new Set(["node_modules", ".git", "dist", "build"]);

/** Copies the checkout at `root` aside, does the work there, and removes the copy. */
export async function inCopy<T>(root: string, work: (copy: string) => Promise<T>): Promise<T> {
  const copy = await realpath(await mkdtemp(join(tmpdir(), "build-")));
  try {
    await copySources(root, copy);
    await copyDependencies(root, copy);
    return await work(copy);
  } finally {
    await rm(copy, { recursive: true });
  }
}

async function copySources(root: string, copy: string): Promise<void> {
  await cp(root, copy, { recursive: true, filter: (path) => path === root || !NOT_A_SOURCE.has(basename(path)) });
}

/** Copies what may be bundled, and ncc (see `makeBundle`): the other development tools and the native programs weigh 400 MB. */
async function copyDependencies(root: string, copy: string): Promise<void> {
  const { packages } = JSON.parse(await readFile(join(root, "package-lock.json"), "utf8"));
  for (const [path, { link, resolved, dev, optional, devOptional }] of Object.entries<Record<string, unknown>>(packages)) {
    const isBundled = path.startsWith("node_modules/") && !dev && !optional && !devOptional;
    // What stands in a package's own node_modules comes along with the package.
    if (path.includes("/node_modules/") || !(isBundled || path === NCC)) continue;
    await mkdir(dirname(join(copy, path)), { recursive: true });
    if (link === true) await symlink(join(copy, String(resolved)), join(copy, path), "junction");
    else await cp(join(root, path), join(copy, path), { recursive: true });
  }
}
