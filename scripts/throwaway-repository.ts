// Git repositories that live as long as one run or one test.
import { git } from "./git.ts";

/** Who all their commits are by, as git takes it from the environment. */
export const AUTHOR = {
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
};

/** Makes a repository of an existing folder: all that is in it, and not ignored, in one commit on main. @param name `owner/name` on GitHub */
export function makeRepository(folder: string, name: string): void {
  git(folder, ["init", "--quiet", "--initial-branch=main"]);
  git(folder, ["remote", "add", "origin", `https://github.com/${name}.git`]);
  commitAll(folder, "Everything");
}

/** Commits the work tree as it stands, also where nothing has changed. */
export function commitAll(folder: string, message: string): void {
  git(folder, ["add", "--all"]);
  git(folder, ["commit", "--quiet", "--allow-empty", `--message=${message}`], { env: AUTHOR });
}
