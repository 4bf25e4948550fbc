// Finds the commits that a folder is held against: the tip of the base, and the commit at which the checkout left it.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { ask, type Git, GitError } from "./git.ts";
import { refCandidates } from "./ref-names.ts";

export interface BaseCommits {
  /** The newest commit of the base that is here. */
  readonly tip: string;
  /**
   * The last commit that base and checkout share (the merge base): what the base has got since then is not missing in the checkout, it is not
   * there yet. Undefined where the history that would tell is not here.
   */
  readonly fork: string | undefined;
}

const SHALLOW_ADVICE = "Check out with `fetch-depth: 0`.";

/**
 * The commits for a base that is named by a branch, a tag or a commit.
 * @param mergeCommit the commit that GitHub made to test a pull request, if that is what was checked out: its first parent is the base
 * @throws GitError that says why the base cannot be read, and what to do
 */
export async function findCommits(git: Git, ref: string, mergeCommit: string | undefined): Promise<BaseCommits> {
  const candidates = refCandidates(ref);
  const shallow = text(await ask(git, ["rev-parse", "--is-shallow-repository"])) === "true";
  const tip = (await firstCommit(git, candidates)) ?? (await mergedInto(git, mergeCommit));
  if (tip === undefined)
    throw new GitError(
      `${quote(ref)} is not in this checkout${shallow ? ", which holds only the newest commits" : ""}: ` +
        `it has no branch, tag or commit of that name. ${SHALLOW_ADVICE}`,
    );
  const common = await git(["merge-base", "HEAD", tip]);
  if (common.code === 0) return { tip, fork: text(common.stdout) };
  // A shallow checkout has no history, but the commit that it is at still names its parents.
  return { tip, fork: (await parents(git, "HEAD")).includes(tip) ? tip : undefined };
}

async function firstCommit(git: Git, candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    const { code, stdout } = await git(["rev-parse", "--verify", "--quiet", `${candidate}^{commit}`]);
    if (code === 0) return text(stdout);
  }
  return undefined;
}

/** The base that a merge commit of GitHub's was made with; `fetch-depth: 2` is enough for it to be here. */
async function mergedInto(git: Git, mergeCommit: string | undefined): Promise<string | undefined> {
  if (mergeCommit === undefined || (await firstCommit(git, ["HEAD"])) !== mergeCommit.toLowerCase()) return undefined;
  const [base, own] = await parents(git, "HEAD");
  return base === undefined || own === undefined ? undefined : firstCommit(git, [base]);
}

/** As they stand in the commit: in a shallow checkout they need not be there themselves. */
async function parents(git: Git, commit: string): Promise<string[]> {
  const { code, stdout } = await git(["cat-file", "commit", commit]);
  const header = code === 0 ? (stdout.toString("latin1").split("\n\n")[0] ?? "") : "";
  return [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].flatMap(([, sha]) => sha ?? []);
}

function text(answer: Buffer): string {
  return answer.toString("utf8").trim();
}
