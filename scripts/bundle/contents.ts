// What a bundle is made of: how many bytes of source of each package are in it. From webpack's statistics, since a minified file does not say where
// its code comes from.
import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { type ModuleStats, packageFolders } from "./licenses.ts";

/** The file that keeps the contents of every bundle: bundle → part → bytes. Written by `npm run build`. */
export const CONTENTS_FILE = "scripts/bundle-contents.json";

/** Part → bytes of source: `undici 6.29.1` for a package of npm, `packages/shared` for a folder of our own. */
export type Contents = Readonly<Record<string, number>>;

/** A module as webpack's statistics tell of it. `size` is in bytes, before minifying. */
export interface SizedModule extends ModuleStats {
  size: number;
  /** The files that the module is in; none for one that is a part of another module, or that nobody uses. */
  chunks: readonly (number | string)[];
  modules?: SizedModule[];
}

/** What is in a bundle of the repository at `root`, the largest part first. A module that is in two files counts twice. */
export function contentsOf(modules: readonly SizedModule[], root: string): Contents {
  const bytes = new Map<string, number>();
  for (const module of modules) {
    for (const part of module.modules ?? [module]) {
      const name = partOf(part, root);
      if (name !== undefined) bytes.set(name, (bytes.get(name) ?? 0) + part.size * module.chunks.length);
    }
  }
  const used = [...bytes].filter(([, size]) => size > 0);
  return Object.fromEntries(used.sort(([a, sizeA], [b, sizeB]) => sizeB - sizeA || (a < b ? -1 : 1)));
}

/** Undefined for what no file stands behind, such as Node's own modules. */
function partOf(module: ModuleStats, root: string): string | undefined {
  if (!module.nameForCondition) return undefined;
  const [folder] = packageFolders([{ nameForCondition: module.nameForCondition }]);
  if (folder !== undefined) {
    const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return `${name} ${version}`;
  }
  const [first = "", second = ""] = relative(root, module.nameForCondition).split(sep);
  return first === "packages" ? `${first}/${second}` : first;
}

/** The text of the file. */
export function contentsText(bundles: readonly { readonly name: string; readonly contents: Contents }[]): string {
  return `${JSON.stringify(Object.fromEntries(bundles.map(({ name, contents }) => [name, contents])), null, 2)}\n`;
}
