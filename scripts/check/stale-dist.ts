// The committed bundles must be what the sources make, byte for byte. They are made again from a copy in another folder, so
// this also proves that a build depends neither on the path nor on what an earlier build left.
import { globSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { buildRepository } from "../bundle/repository.ts";
import { NCC } from "../run-tool.ts";

const NOT_A_SOURCE = new Set(["node_modules", ".git", "dist", "build"]);

export async function checkStaleDist(root: string): Promise<string[]> {
  const copy = await realpath(await mkdtemp(join(tmpdir(), "stale-dist-")));
  try {
    await copySources(root, copy);
    await copyDependencies(root, copy);
    await buildRepository(copy);
    const differences = await compareDist(root, copy);
    return differences.length === 0 ? [] : [...differences, "Run `npm run build` and commit what it makes."];
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

/** How the dist folders of the checkout at `root` differ from those just built at `fresh`, one line a file. */
export async function compareDist(root: string, fresh: string): Promise<string[]> {
  const filesOf = (folder: string) => globSync("action-*/dist/**/*.*", { cwd: folder });
  const committed = new Set(filesOf(root));
  const built = new Set(filesOf(fresh));
  const lines = [...new Set([...committed, ...built])].sort().map((file) => {
    if (!committed.has(file)) return `${file} is missing`;
    if (!built.has(file)) return `${file} is left over`;
    return readFileSync(join(root, file)).equals(readFileSync(join(fresh, file))) ? "" : `${file} is out of date`;
  });
  return lines.filter((line) => line !== "");
}
