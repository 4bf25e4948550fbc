// release.yml, run by act for a tag of a throwaway clone: the tag is judged, the trees are split and their checksums hold. What comes after needs
// GitHub, and its jobs are skipped.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { git } from "../git.ts";
import { ACTIONS } from "../names.ts";
import { HOUSE } from "../run-tool.ts";
import { commitAll } from "../throwaway-repository.ts";
import { runWorkflow } from "./act.ts";
import type { Leg } from "./legs.ts";
import { failedLeg, requireLegs } from "./require-legs.ts";

const WORKFLOW = ".github/workflows/release.yml";
/** Above every version that there is. */
const VERSION = "987.6.5";
const TOLD = ["::set-output:: major=v987", "::set-output:: newest=true", ...ACTIONS.map((action) => `${action}.tar: OK`)];

/** @param folder an existing empty folder @throws when another job ran than the one that can */
export async function releaseRun(folder: string): Promise<Leg[]> {
  const [clone, act] = [join(folder, "clone"), join(folder, "act")];
  git(folder, ["clone", "--quiet", HOUSE, clone]);
  tagVersion(clone);
  const payload = { ref: `refs/tags/v${VERSION}` };
  const legs = await runWorkflow({ workflow: WORKFLOW, folder: act, checkout: clone, payload });
  // It has the size of the repository, with its packages.
  rmSync(join(act, "home"), { recursive: true, force: true });
  return requireLegs(legs, ["release/split"]).map(asTold);
}

/** A commit on main that says what is new, with the tag of its version. */
function tagVersion(clone: string): void {
  const file = join(clone, "CHANGELOG.md");
  const changelog = readFileSync(file, "utf8").replace(/^(?=## )/m, `## ${VERSION}\n\n- A version that is never published.\n\n`);
  writeFileSync(file, changelog);
  commitAll(clone, `Release ${VERSION}`);
  git(clone, ["tag", `v${VERSION}`]);
  git(clone, ["update-ref", "refs/remotes/origin/main", "HEAD"]);
}

function asTold(leg: Leg): Leg {
  const missing = TOLD.filter((text) => !leg.log.some((line) => line.includes(text)));
  return missing.length === 0 ? leg : failedLeg(leg, `Its log does not have: ${missing.join(", ")}`);
}
