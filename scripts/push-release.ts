// `node scripts/push-release.ts <folder> <known hosts> <ref>...`: pushes what `split-release` made in the folder to the repositories of the actions, as
// each of the refs. `+` before a ref lets it move. The deploy keys are in the environment, as DEPLOY_KEY_<ACTION>.
import { join } from "node:path";
import { ACTIONS } from "./names.ts";
import { githubRemote, pushRepository } from "./split-release/push.ts";

const [folder, knownHosts, ...refs] = process.argv.slice(2);
if (folder === undefined || knownHosts === undefined || refs.length === 0)
  throw new Error("Usage: node scripts/push-release.ts <folder> <known hosts> <ref>...");
// All keys are looked for before the first push.
const remotes = ACTIONS.map((action) => ({ action, remote: githubRemote(action, process.env) }));
for (const { action, remote } of remotes) {
  pushRepository(join(folder, action), remote, refs, knownHosts);
  console.log(`${remote.url} has ${refs.join(", ")}`);
}
