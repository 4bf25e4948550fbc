// Files that `npm run docs` makes: what is committed has to be what the sources make.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The problem of a file that is not there, or not as it has to be; none when it is. @param wanted what the sources make */
export function madeFileProblems(root: string, file: string, wanted: string): string[] {
  const path = join(root, file);
  const text = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  return text === wanted ? [] : [`${file} is not made of the sources as they are: run \`npm run docs\``];
}
