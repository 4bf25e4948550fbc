// The committed bundles must be what the sources make, byte for byte. They are made again from a copy in another folder, so
// this also proves that a build depends neither on the path nor on what an earlier build left.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CONTENTS_FILE, contentsText } from "../bundle/contents.ts";
import { inCopy } from "../bundle/copy.ts";
import { buildRepository } from "../bundle/repository.ts";

export async function checkStaleDist(root: string): Promise<string[]> {
  return inCopy(root, async (copy) => {
    const built = await buildRepository(copy);
    const differences = await compareDist(root, copy);
    if (readFileSync(join(root, CONTENTS_FILE), "utf8") !== contentsText(built))
      differences.push(`${CONTENTS_FILE} is out of date`);
    return differences.length === 0 ? [] : [...differences, "Run `npm run build` and commit what it makes."];
  });
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
