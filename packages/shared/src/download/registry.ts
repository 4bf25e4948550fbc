// Finds the npm registry that the machine is configured for, and a package's tarball in it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The registry that npm itself uses when nothing is configured. */
const DEFAULT_REGISTRY = "https://registry.npmjs.org";

/**
 * The registry's base URL without a trailing slash: `given`, else `npm_config_registry`, else the `registry` line of the first `.npmrc` that has one.
 * @param directories where `.npmrc` files are looked for, the nearest first
 */
export async function registryUrl(
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  directories: readonly string[],
): Promise<string> {
  const configured =
    given ??
    environment["npm_config_registry"] ??
    environment["NPM_CONFIG_REGISTRY"] ??
    (await fromNpmrc(directories)) ??
    DEFAULT_REGISTRY;
  return configured.replace(/\/+$/, "");
}

async function fromNpmrc(directories: readonly string[]): Promise<string | undefined> {
  for (const directory of directories) {
    const text = await readFile(join(directory, ".npmrc"), "utf8").catch((problem: NodeJS.ErrnoException) => {
      if (["ENOENT", "ENOTDIR", "EACCES"].includes(problem.code ?? "")) return "";
      throw problem;
    });
    const url = /^\s*registry\s*=\s*(\S+)\s*$/m.exec(text)?.[1];
    if (url !== undefined) return url;
  }
  return undefined;
}

/** The address of a package's tarball, in the layout that every registry serves. */
export function tarballUrl(registry: string, packageName: string, version: string): string {
  return `${registry}/${packageName}/-/${packageName.slice(packageName.lastIndexOf("/") + 1)}-${version}.tgz`;
}
