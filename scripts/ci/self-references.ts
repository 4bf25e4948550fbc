// act does not know `$/action-x`, the runner's way to name an action of the same repository at the same commit. What it runs is a copy without.
import { released } from "../names.ts";

/** The text of an action.yml or a workflow, with `$/x` replaced by the name that others use. */
export function withoutSelfReferences(text: string): string {
  return text.replaceAll(/(\buses:\s*["']?)\$\/([^\s"'#]+)/g, `$1${released("$2")}`);
}
