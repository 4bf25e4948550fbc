// A stand-in for actions/upload-artifact, which puts what it is given where the run can look at it. act would fetch the real one even for a step that it
// skips.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { write } from "@libsql-actions/shared/testing/write-files";
import { HOUSE } from "../../run-tool.ts";

const WORKFLOW = ".github/workflows/promote.yml";
const PINNED = /\bactions\/upload-artifact@[0-9a-f]{40}\b/;

/** The variable that tells the stand-in where to put it. */
export const ARTIFACTS_VARIABLE = "KEPT_ARTIFACTS";

/** Writes the stand-in into a folder. @returns `localRepositories` of a run: for the commit that promote.yml names */
export function standInForUpload(folder: string): Record<string, string> {
  const pinned = PINNED.exec(readFileSync(join(HOUSE, WORKFLOW), "utf8"))?.[0];
  if (pinned === undefined) throw new Error(`${WORKFLOW} uses no actions/upload-artifact that is pinned by commit`);
  write(folder, { "action.yml": STAND_IN });
  return { [pinned]: folder };
}

const STAND_IN = `name: upload-artifact
description: Keeps a file where the run can look at it.
inputs:
  name:
    description: Of the artifact
    required: true
  path:
    description: The file
    required: true
  retention-days:
    description: How long it is kept
    required: true
  if-no-files-found:
    description: What becomes of a missing file
runs:
  using: composite
  steps:
    - shell: bash
      env:
        NAME: \${{ inputs.name }}
        FILE: \${{ inputs.path }}
        DAYS: \${{ inputs.retention-days }}
      run: cp "$FILE" "$${ARTIFACTS_VARIABLE}/$NAME.$DAYS-days"
`;
