// Holds a tag of a checkout against the rules of docs/versioning.md, before anything is made of it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { git, gitLine } from "../git.ts";
import { changesOf, type ReleaseTag, readReleaseTag } from "./release-tag.ts";

const MAIN = "refs/remotes/origin/main";

/** @returns what the tag releases, and what CHANGELOG.md says of it @throws when the tag is not checked out, not on main, or breaks a rule */
export function judgeTag(root: string, tag: string): ReleaseTag & { readonly changes: string } {
  const release = readReleaseTag(tag, gitLine(root, ["tag", "--list", "v*"]).split("\n"));
  const tagged = gitLine(root, ["rev-parse", "--verify", `refs/tags/${tag}^{commit}`]);
  const head = gitLine(root, ["rev-parse", "--verify", "HEAD"]);
  if (tagged !== head) throw new Error(`${tag} is the commit ${tagged}, but ${head} is checked out`);
  try {
    git(root, ["merge-base", "--is-ancestor", tagged, MAIN]);
  } catch (cause) {
    throw new Error(`${tag} is not on main: release what main has, or fetch main if this checkout does not have it`, { cause });
  }
  return { ...release, changes: changesOf(readFileSync(join(root, "CHANGELOG.md"), "utf8"), release.version) };
}
