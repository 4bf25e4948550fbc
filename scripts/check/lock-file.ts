// The lock file must hold for every machine: no registry's address, a hash for every package, and every platform of the
// packages that exist once a platform. `npm install` leaves a platform out without a word when its registry lacks it,
// and `npm ci` then refuses the lock file.
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface LockedPackage {
  resolved?: string;
  integrity?: string;
  link?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

export async function checkLockFile(root: string): Promise<string[]> {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  return lockProblems(packages);
}

/** What is wrong with the `packages` of a lock file: path of the package in the tree → what is locked there. */
export function lockProblems(packages: Readonly<Record<string, LockedPackage>>): string[] {
  const problems: string[] = [];
  for (const [path, { resolved, integrity, link, dependencies, optionalDependencies }] of Object.entries(packages)) {
    if (/^https?:/.test(resolved ?? "")) problems.push(`${path} names a registry: ${resolved}`);
    if (path.includes("node_modules/") && link !== true && integrity === undefined) problems.push(`${path} has no integrity`);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      if (!isLocked(packages, path, name))
        problems.push(`${path === "" ? "package.json" : path} needs ${name}, which is not locked`);
    }
  }
  return problems;
}

/** Whether `name`, wanted by the package at `path`, is found in a `node_modules` there or above, as Node looks for it. */
function isLocked(packages: Readonly<Record<string, LockedPackage>>, path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.includes("/") ? folder.slice(0, folder.lastIndexOf("/")) : "") {
    if (packages[`${folder === "" ? "" : `${folder}/`}node_modules/${name}`] !== undefined) return true;
    if (folder === "") return false;
  }
}
