// Reads a commit of the monorepo. Nothing of the work tree is looked at.
import { git, gitLine } from "../git.ts";

/** Paths relative to a repository, with `/`, and the bytes of the files. */
export type Files = ReadonlyMap<string, Buffer>;

export interface SourceCommit {
  /** The full hash. */
  readonly hash: string;
  readonly files: Files;
  /** Its author and committer with their times, as git takes them from the environment. */
  readonly signature: Readonly<Record<string, string>>;
}

/** @param revision a hash, a tag or a branch @throws when the repository at `root` has no such commit */
export function readSourceCommit(root: string, revision: string): SourceCommit {
  const hash = gitLine(root, ["rev-parse", "--verify", "--end-of-options", `${revision}^{commit}`]);
  return { hash, files: readFiles(root, hash), signature: readSignature(root, hash) };
}

function readFiles(root: string, hash: string): Files {
  const listed = git(root, ["ls-tree", "-r", "-z", "--full-tree", "--format=%(objecttype) %(objectname) %(path)", hash]);
  const blobs = [...listed.toString("utf8").matchAll(/blob ([0-9a-f]+) ([^\0]+)\0/g)];
  const answer = git(root, ["cat-file", "--batch=%(objectsize)"], { input: blobs.map(([, id]) => `${id}\n`).join("") });
  const files = new Map<string, Buffer>();
  // For each blob: its size, a line break, its bytes, a line break.
  let position = 0;
  for (const [, , path = ""] of blobs) {
    const start = answer.indexOf("\n", position) + 1;
    const end = start + Number(answer.toString("latin1", position, start));
    files.set(path, answer.subarray(start, end));
    position = end + 1;
  }
  return files;
}

function readSignature(root: string, hash: string): Readonly<Record<string, string>> {
  const names = ["AUTHOR_NAME", "AUTHOR_EMAIL", "AUTHOR_DATE", "COMMITTER_NAME", "COMMITTER_EMAIL", "COMMITTER_DATE"];
  const format = "%an%x00%ae%x00%ad%x00%cn%x00%ce%x00%cd";
  const values = gitLine(root, ["log", "-1", "--no-show-signature", "--date=raw", `--format=${format}`, hash]).split("\0");
  return Object.fromEntries(names.map((name, index) => [`GIT_${name}`, values[index] ?? ""]));
}
