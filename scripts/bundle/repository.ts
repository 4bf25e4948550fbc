// Builds every bundle of a checkout, the same bytes wherever the checkout stands.
import { globSync, readFileSync } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, sep } from "node:path";
import { readManifests } from "../manifest.ts";
import { emitPackages } from "./emit.ts";
import { type Bundle, bundlesOf } from "./list.ts";
import { type BuiltBundle, makeBundle } from "./make.ts";

/** ncc and terser keep one core each busy. */
const BUNDLES_AT_ONCE = 2;
/**
 * Modules that a bundle may lack: the native addon, which our loader brings (packages/addon-loader), and what `ws` and `debug`
 * use where it happens to be installed.
 */
const NEVER_LOADED = new Set(["@libsql/linux-arm-musleabihf", "bufferutil", "utf-8-validate", "supports-color"]);

/** Builds the dist folder of every action of the checkout at `root` from its sources. Throws when a bundle names a path of this machine or lacks a module. */
export async function buildRepository(root: string): Promise<BuiltBundle[]> {
  const bundles = bundlesOf(readManifests(root));
  await emitPackages(root);
  for (const { script, name } of bundles) {
    await stat(join(root, script)).catch((cause) => {
      throw new Error(`${name}: there is no source for ${script}`, { cause });
    });
  }
  for (const dist of globSync("action-*/dist", { cwd: root })) await rm(join(root, dist), { recursive: true });
  const built = await makeBundles(root, bundles);
  const problems = [...machinePaths(root, [root, homedir()]), ...missingModules(root)];
  if (problems.length > 0) throw new Error(`These bundles are not fit for use:\n${problems.join("\n")}`);
  return built;
}

async function makeBundles(root: string, bundles: readonly Bundle[]): Promise<BuiltBundle[]> {
  const waiting = [...bundles];
  const built: BuiltBundle[] = [];
  const work = async () => {
    for (let bundle = waiting.shift(); bundle !== undefined; bundle = waiting.shift()) built.push(await makeBundle(root, bundle));
  };
  await Promise.all(Array.from({ length: BUNDLES_AT_ONCE }, work));
  return built.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The files of every dist folder that hold a path below one of `folders`, one line a find. */
export function machinePaths(root: string, folders: readonly string[]): string[] {
  // A path of Windows stands in JavaScript with its backslashes doubled.
  const needles = folders.map((folder) => `${folder}${sep}`.replaceAll("\\", "\\\\"));
  return readBundles(root).flatMap(({ file, text }) =>
    needles.filter((needle) => text.includes(needle)).map((needle) => `${file} names the path ${needle} of this machine`),
  );
}

/** What ncc did not find, one line a find. It does not fail then: it leaves a `require` that throws when the bundle runs. */
export function missingModules(root: string): string[] {
  return readBundles(root).flatMap(({ file, text }) =>
    [...text.matchAll(/\beval\("require"\)\("([^"]+)"\)/g)]
      .map(([, name = ""]) => name)
      .filter((name) => !NEVER_LOADED.has(name))
      .map((name) => `${file} lacks the module ${name}`),
  );
}

function readBundles(root: string): { file: string; text: string }[] {
  const files = globSync("action-*/dist/*/*", { cwd: root }).sort();
  return files.map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
}
