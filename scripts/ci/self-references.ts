// act does not know `$/action-x`, the runner's way to name an action of the same repository at the same commit. What it runs is a copy without.
import { MONOREPO } from "../split-release/readme.ts";

/** The tag under which a copy of this repository is known to act. */
export const RELEASE = `${MONOREPO}@v1`;

/** The text of an action.yml or a workflow, with `$/x` replaced by the name that others use. @throws when there is none, so that no copy is made in vain */
export function withoutSelfReferences(text: string): string {
  const named = text.replaceAll(/(\buses:\s*["']?)\$\/([^\s"'#]+)/g, `$1${RELEASE.replace("@", "/$2@")}`);
  if (named === text) throw new Error("It uses no action of its own repository");
  return named;
}
