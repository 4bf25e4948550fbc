// Splits a commit of the monorepo into the repositories of its actions.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ACTIONS } from "../names.ts";
import { type SplitRepository, writeRepository } from "./repository.ts";
import { readSourceCommit } from "./source-commit.ts";

/**
 * Writes `<action>/`, `<action>.tar` and `SHA256SUMS` (as `sha256sum --check` reads it) into `folder`, which is made where it is not there.
 * @param root the monorepo @param revision a commit of it, by hash, tag or branch @throws when one of them is there already
 */
export async function splitRelease(root: string, revision: string, folder: string): Promise<SplitRepository[]> {
  const source = readSourceCommit(root, revision);
  await mkdir(folder, { recursive: true });
  const repositories: SplitRepository[] = [];
  for (const action of ACTIONS) repositories.push(await writeRepository(source, action, folder));
  const sums = repositories.map(({ action, sha256 }) => `${sha256}  ${action}.tar\n`);
  await writeFile(join(folder, "SHA256SUMS"), sums.join(""));
  return repositories;
}
