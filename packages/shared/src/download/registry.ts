// Finds the npm registry that the machine is configured for, and a package's tarball in it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { showUrl } from "../database/show-url.ts";
import { maskUrlSecrets } from "../report/secrets.ts";

/** The registry that npm itself uses when nothing is configured. */
const DEFAULT_REGISTRY = "https://registry.npmjs.org";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The registry's base URL without a trailing slash: `given`, else `npm_config_registry`, else the `registry` line of the first `.npmrc` that has one.
 * @param directories where `.npmrc` files are looked for, the nearest first
 * @throws an `Error` when it is no http or https URL
 */
export async function registryUrl(
  given: string | undefined,
  environment: Environment,
  directories: readonly string[],
): Promise<string> {
  const configured =
    given ||
    environment["npm_config_registry"] ||
    environment["NPM_CONFIG_REGISTRY"] ||
    (await fromNpmrc(directories, environment)) ||
    DEFAULT_REGISTRY;
  maskUrlSecrets(configured);
  if (!/^https?:$/.test(URL.parse(configured)?.protocol ?? ""))
    throw new Error(
      `The npm registry is ${showUrl(configured)}, which is no http or https URL. Check \`registry-url\` and \`.npmrc\`.`,
    );
  return configured.replace(/\/+$/, "");
}

async function fromNpmrc(directories: readonly string[], environment: Environment): Promise<string | undefined> {
  for (const directory of directories) {
    const text = await readFile(join(directory, ".npmrc"), "utf8").catch((problem: NodeJS.ErrnoException) => {
      if (["ENOENT", "ENOTDIR", "EISDIR", "EACCES", "EPERM"].includes(problem.code ?? "")) return "";
      throw problem;
    });
    const [, quoted, plain] = /^[ \t]*registry[ \t]*=[ \t]*(?:"([^"\r\n]*)"|(\S+))[ \t]*$/m.exec(text) ?? [];
    const url = quoted ?? plain;
    // npm puts in variables of the environment (https://docs.npmjs.com/cli/v11/configuring-npm/npmrc).
    if (url) return url.replace(/\$\{([^}]+)\}/g, (whole, name: string) => environment[name] ?? whole);
  }
  return undefined;
}

/** The address of a package's tarball, in the layout that every registry serves. */
export function tarballUrl(registry: string, packageName: string, version: string): string {
  return `${registry}/${packageName}/-/${packageName.slice(packageName.lastIndexOf("/") + 1)}-${version}.tgz`;
}
