// Writes a tree as a git repository of one commit. The hash of that commit depends on the tree and on the monorepo's commit alone.
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { git, gitLine } from "../git.ts";
import { MONOREPO } from "../names.ts";
import type { Files, SourceCommit } from "./source-commit.ts";
import { standAloneTree } from "./tree.ts";

/** The repository of one action, as it was written. */
export interface SplitRepository {
  readonly action: string;
  readonly folder: string;
  /** The hash of its one commit. */
  readonly commit: string;
  /** The same files as a tar, and its sha256. It is not compressed: what a compressor makes changes with its version. */
  readonly archive: string;
  readonly sha256: string;
}

/** Makes the repository and the archive of an action, as `<folder>/<action>/` and `<folder>/<action>.tar`. @throws when the first is there already */
export async function writeRepository(source: SourceCommit, action: string, folder: string): Promise<SplitRepository> {
  const repository = join(folder, action);
  await mkdir(repository);
  await writeTree(repository, standAloneTree(source, action));
  git(repository, ["init", "--quiet", "--initial-branch=main", "--object-format=sha1", "--template="]);
  // Bytes go in as they are, whatever git would do on this platform.
  git(repository, ["-c", "core.autocrlf=false", "-c", "core.fileMode=false", "add", "--all", "--force"]);
  const tree = gitLine(repository, ["write-tree"]);
  const message = `${action} of ${MONOREPO}@${source.hash}`;
  const commit = gitLine(repository, ["commit-tree", "-m", message, tree], { env: source.signature });
  git(repository, ["update-ref", "refs/heads/main", commit], { env: source.signature });
  const archive = join(folder, `${action}.tar`);
  const tar = git(repository, ["archive", "--format=tar", commit]);
  await writeFile(archive, tar);
  return { action, folder: repository, commit, archive, sha256: createHash("sha256").update(tar).digest("hex") };
}

async function writeTree(folder: string, tree: Files): Promise<void> {
  for (const [file, bytes] of tree) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), bytes);
  }
}
