// The licenses of what a bundle holds. ncc's own `--license` forgets packages as soon as a bundle has more than one chunk
// (every chunk writes the same file), so the list is made from the bundle's module list instead.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The part of webpack's statistics that names modules; a concatenated module holds its parts. */
export interface ModuleStats {
  nameForCondition?: string | null;
  modules?: ModuleStats[];
}

/** The text of licenses.txt: one paragraph a package, sorted by name and version. */
export function licensesOf(modules: readonly ModuleStats[]): string {
  const paragraphs = [...packageFolders(modules)].map(describePackage);
  return `${[...new Set(paragraphs)].sort().join("\n\n")}\n`;
}

/** The folders of the npm packages that the modules come from. Our own packages are no part: their license is the repository's. */
export function packageFolders(modules: readonly ModuleStats[]): Set<string> {
  const folders = new Set<string>();
  for (const { nameForCondition, modules: parts } of modules) {
    const [folder] = /^.*[\\/]node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+/s.exec(nameForCondition ?? "") ?? [];
    if (folder !== undefined) folders.add(folder);
    for (const inner of packageFolders(parts ?? [])) folders.add(inner);
  }
  return folders;
}

function describePackage(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)\b/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim());
  return [`${name} ${version}`, license ?? "see the package", ...texts].join("\n");
}
