// Finds the npm registry that the machine is configured for, and a package's tarball in it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { getExecOutput } from "@actions/exec";
import { showUrl } from "../database/show-url.ts";
import { maskUrlSecrets } from "../report/secrets.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The registry's base URL without a trailing slash: `given`, else `npm_config_registry`, else the `registry` line of the first `.npmrc` that has one,
 * else what npm itself would use.
 * @param directories where `.npmrc` files are looked for, the nearest first
 * @throws an `Error` when it is no http or https URL, or nothing is configured and there is no npm to ask
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
    (await fromNpm());
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

/** npm's own default, or what a configuration file that only npm knows says. It takes npm a third of a second, so it is asked last. */
async function fromNpm(): Promise<string> {
  try {
    const { stdout } = await getExecOutput("npm", ["config", "get", "registry"], { silent: true });
    return stdout.trim();
  } catch (cause) {
    throw new Error(
      "No npm registry is configured, and npm is not there to ask. Set `npm_config_registry`, or `registry-url` of the setup action",
      { cause },
    );
  }
}

/** The address of a package's tarball, in the layout that every registry serves. */
export function tarballUrl(registry: string, packageName: string, version: string): string {
  return `${registry}/${packageName}/-/${packageName.slice(packageName.lastIndexOf("/") + 1)}-${version}.tgz`;
}
