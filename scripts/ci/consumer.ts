// A repository outside of this one, whose workflows use the actions by the names under which they are published.
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { git } from "../split-release/git.ts";

export const COMMITTER = {
  GIT_AUTHOR_NAME: "Consumer",
  GIT_AUTHOR_EMAIL: "c@example.com",
  GIT_COMMITTER_NAME: "Consumer",
  GIT_COMMITTER_EMAIL: "c@example.com",
};

/** Its files, as they stand here. */
export const CONSUMER = join(import.meta.dirname, "consumer");

/** Makes the repository at `path`, with one commit. */
export function makeConsumer(path: string): void {
  mkdirSync(path);
  cpSync(CONSUMER, path, { recursive: true });
  git(path, ["init", "--quiet", "--initial-branch=main"]);
  git(path, ["remote", "add", "origin", "https://github.com/acme/podcasts.git"]);
  git(path, ["add", "--all"]);
  git(path, ["commit", "--quiet", "--message=Podcasts"], { env: COMMITTER });
}
