// `node scripts/split-release.ts <folder> [commit]`: makes the repositories in which the actions are published one by one. Reads the commit (HEAD, if not given)
// and never the work tree, and needs nothing but Node and git.
import { resolve } from "node:path";
import { HOUSE } from "./run-tool.ts";
import { splitRelease } from "./split-release/split-release.ts";

const [folder, revision = "HEAD", ...more] = process.argv.slice(2);
if (folder === undefined || more.length > 0) {
  console.error(
    "Usage: node scripts/split-release.ts <folder> [commit]\nThe folder is made; what was split into it before has to be removed first.",
  );
  process.exitCode = 1;
} else {
  const repositories = await splitRelease(HOUSE, revision, resolve(folder));
  for (const { action, commit, sha256 } of repositories) console.log(`${action} commit ${commit} tar sha256 ${sha256}`);
}
