// Reads what `base-ref` names: git's own rules for names are kept, so that no text acts as an option or as a search of git's.
import { quote } from "@libsql-actions/shared/inputs/quote";

/** What no name of a ref may hold (git-check-ref-format(1)), but for `~` and `^` with a number at its end: the way back from it. */
const FORBIDDEN = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|\/$/;
const WAY_BACK = /(?:[~^]\d*)*$/;
const OBJECT_NAME = /^[0-9a-f]{4,64}$/i;

/**
 * The full names that a ref may stand for, the likeliest first: a branch of `origin`, of any remote (`origin/main`), a local branch, a tag, a commit.
 * @throws when it is no name of a ref
 */
export function refCandidates(ref: string): string[] {
  const wayBack = WAY_BACK.exec(ref)?.[0] ?? "";
  const name = ref.slice(0, ref.length - wayBack.length);
  if (name === "" || FORBIDDEN.test(name))
    throw new Error(`\`base-ref\` is ${quote(ref)}, which is no name of a branch, tag or commit.`);
  const places = ["refs/remotes/origin/", "refs/remotes/", "refs/heads/", "refs/tags/"].map((place) => place + name);
  const own = name === "HEAD" || name.startsWith("refs/") ? [name] : places;
  return [...own, ...(OBJECT_NAME.test(name) ? [name] : [])].map((candidate) => candidate + wayBack);
}
