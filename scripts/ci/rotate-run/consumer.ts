// A throwaway repository as a user has it: a copy of rotate-secrets.yml, and a workflow that calls it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { write } from "@libsql-actions/shared/testing/write-files";
import { stringify } from "yaml";
import { HOUSE } from "../../run-tool.ts";
import { makeRepository } from "../../throwaway-repository.ts";
import { withoutSelfReferences } from "../self-references.ts";
import { TARGETS } from "../stand-ins.ts";

const FOLDER = ".github/workflows";
/** The workflow itself, relative to the repository. */
export const ROTATE = `${FOLDER}/rotate-secrets.yml`;
/** One that calls it. */
export const CALLER = `${FOLDER}/call-rotate.yml`;
const SCHEDULE = /^ {2}# (schedule:)\n {2}# ( {2}- cron: .+)$/m;

/** Makes the repository, with one commit. The schedule, a comment in the original, is on. */
export function makeRotateConsumer(path: string): void {
  const workflow = readFileSync(join(HOUSE, ROTATE), "utf8");
  const scheduled = workflow.replace(SCHEDULE, "  $1\n  $2");
  if (scheduled === workflow) throw new Error(`${ROTATE} has no commented schedule`);
  write(path, { [ROTATE]: withoutSelfReferences(scheduled), [CALLER]: stringify(caller()) });
  makeRepository(path, "acme/app");
}

/** On a push it rotates and then looks at the outputs; on a pull request it says nothing of a dry run, which must then be one. */
function caller() {
  const rotate = (dryRun: object) => ({
    uses: `./${ROTATE}`,
    with: { environment: "production", targets: TARGETS.join("\n"), ...dryRun },
    secrets: "inherit",
  });
  const outputs = {
    "runs-on": "ubuntu-24.04",
    needs: "rotate",
    env: { ROTATED: `\${{ needs.rotate.outputs.rotated }}`, EXPIRES: `\${{ needs.rotate.outputs.expires-at }}` },
    steps: [{ run: 'set -x\ntest "$ROTATED" = true\ntest "$(date --date "$EXPIRES" +%s)" -gt "$(date --date "29 days" +%s)"\n' }],
  };
  return {
    name: "caller",
    on: ["push", "pull_request"],
    jobs: {
      rotate: { if: "github.event_name == 'push'", ...rotate({ "dry-run": false }) },
      outputs,
      unsaid: { if: "github.event_name == 'pull_request'", ...rotate({}) },
    },
  };
}
