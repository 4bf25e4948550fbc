// What the repository of one action holds: what users run and read, and where it came from.
import { MONOREPO } from "../names.ts";
import { standAloneReadme } from "./readme.ts";
import type { Files, SourceCommit } from "./source-commit.ts";

/**
 * `action.yml` (of sub-actions too), `dist/`, `README.md` with absolute links, the monorepo's `LICENSE`, and `SOURCE`: the URL of the folder at the
 * commit. All but the README and `SOURCE` are the bytes of the commit. @throws when one is not there
 */
export function standAloneTree({ hash, files }: SourceCommit, action: string): Files {
  const read = (file: string): Buffer => {
    const bytes = files.get(file);
    if (bytes === undefined) throw new Error(`The commit ${hash} has no ${file}, so ${action} cannot be published`);
    return bytes;
  };
  const tree = new Map([["action.yml", read(`${action}/action.yml`)]]);
  for (const [file, bytes] of files) {
    const [, kept] = new RegExp(`^${action}/((?:dist/.+|[^/]+/action\\.yml))$`).exec(file) ?? [];
    if (kept !== undefined) tree.set(kept, bytes);
  }
  read(`${action}/dist/main/index.js`);
  const readme = `${action}/README.md`;
  const text = standAloneReadme(read(readme).toString("utf8"), { file: readme, commit: hash, files });
  tree.set("README.md", Buffer.from(text));
  tree.set("LICENSE", read("LICENSE"));
  tree.set("SOURCE", Buffer.from(`https://github.com/${MONOREPO}/tree/${hash}/${action}\n`));
  return tree;
}
