// The sources of the actions: what is bundled, and no tests.
import { findFiles } from "./find-files.ts";

/** Tests, and what only they use. */
const TESTS = /\.test\.ts$|\/testing|-fixture\.ts$|\/(?:conformance|interchange)\/|\/arbitrary-/;

/** Their paths, relative to `root`. @throws when there are none */
export function actionSources(root: string): string[] {
  const found = findFiles(root, "packages/shared/src/**/*.ts", "action-*/src/**/*.ts").filter((file) => !TESTS.test(file));
  if (found.length === 0) throw new Error(`There are no sources in ${root}`);
  return found;
}
