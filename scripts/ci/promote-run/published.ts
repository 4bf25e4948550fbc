// The repository that a user's workflow names, as far as promote.yml needs it: a folder that act takes for the release `v1`.
import { cpSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { write } from "@libsql-actions/shared/testing/write-files";
import { RELEASE, withoutSelfReferences } from "../self-references.ts";

const WORKFLOW = ".github/workflows/promote.yml";
const UPLOAD = /\bactions\/upload-artifact@[0-9a-f]{40}\b/;

/** What a user's job says under `uses`. */
export const PROMOTE = RELEASE.replace("@", `/${WORKFLOW}@`);

/** The variable that tells the stand-in of upload-artifact where to put what it is given. */
export const ARTIFACTS_VARIABLE = "KEPT_ARTIFACTS";

/**
 * Copies the workflow and the built actions of a checkout below `folder`, with a stand-in for the foreign action: act would fetch it even for a step
 * that it skips.
 * @returns where act finds both: `localRepositories` of a run
 */
export function publish(checkout: string, folder: string): Record<string, string> {
  const [release, upload] = [join(folder, "release"), join(folder, "upload-artifact")];
  const workflow = readFileSync(join(checkout, WORKFLOW), "utf8");
  write(release, { [WORKFLOW]: withoutSelfReferences(workflow) });
  for (const part of globSync(["action-*/action.yml", "action-*/dist"], { cwd: checkout }))
    cpSync(join(checkout, part), join(release, part), { recursive: true });
  write(upload, { "action.yml": UPLOAD_STAND_IN });
  const pinned = UPLOAD.exec(workflow)?.[0];
  if (pinned === undefined) throw new Error(`${WORKFLOW} uses no actions/upload-artifact that is pinned by commit`);
  return { [RELEASE]: release, [pinned]: upload };
}

const UPLOAD_STAND_IN = `name: upload-artifact
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
