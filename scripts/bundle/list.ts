// Which bundles there are: what the action.yml files say they run, and nothing else.
import { posix } from "node:path";
import type { Manifest } from "../manifest.ts";

/** One bundle. Paths are relative to the repository and use `/`. */
export interface Bundle {
  /** Action and entry, such as `action-seed/main`. */
  name: string;
  action: string;
  kind: "main" | "pre" | "post";
  /** The emitted JavaScript that the bundle starts from. */
  script: string;
  /** The folder that holds `index.js`, its chunks and the licenses. */
  folder: string;
}

/**
 * The bundles that the manifests name, sorted by name. The entry `main` is made from `src/index.ts`, any other entry from
 * `src/<entry>.ts`. Throws for a path that is not `dist/<entry>/index.js` of the action.
 */
export function bundlesOf(manifests: readonly Manifest[]): Bundle[] {
  const bundles = new Map<string, Bundle>();
  for (const { file, folder, runs } of manifests) {
    for (const kind of ["main", "pre", "post"] as const) {
      const named = runs[kind];
      if (named === undefined) continue;
      const path = posix.join(folder, named);
      const [, action, entry] = /^(action-[^/]+)\/dist\/([a-z][a-z0-9-]*)\/index\.js$/.exec(path) ?? [];
      if (action === undefined || entry === undefined)
        throw new Error(`${file}: \`runs.${kind}\` is ${named}, but bundles stand in dist/<entry>/index.js of the action`);
      const script = `${action}/build/${entry === "main" ? "index" : entry}.js`;
      const name = `${action}/${entry}`;
      bundles.set(name, bundles.get(name) ?? { name, action, kind, script, folder: `${action}/dist/${entry}` });
    }
  }
  return [...bundles.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
