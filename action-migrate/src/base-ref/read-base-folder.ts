// Reads a folder of migrations as it is on the base: the branch that a change is to be merged into.
import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { SourceFolder } from "@libsql-actions/shared/migrations/source-folder";
import { shown } from "@libsql-actions/shared/migrations/what-is-read";
import { findProgram } from "@libsql-actions/shared/processes/find-program";
import { findCommits } from "./find-commits.ts";
import { GitError, gitIn } from "./git.ts";
import { type BlobCache, type FolderPlace, readTree } from "./read-tree.ts";

export interface BaseRequest {
  /** As given: a branch, a tag or a commit. */
  readonly ref: string;
  /** Of the migrations: relative to the workspace, or absolute. It need not exist. */
  readonly directory: string;
  readonly workspace: string;
  /** The step's: `PATH` says where git is. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** GITHUB_SHA where GITHUB_REF is `refs/pull/<number>/merge`: then a checkout of that commit with `fetch-depth: 2` is enough. */
  readonly mergeCommit: string | undefined;
}

export interface BaseFolder {
  readonly ref: string;
  /** The folder as the base has it now; empty where the base has none. */
  readonly tip: SourceFolder;
  /** As it was when the checkout left the base, see `BaseCommits.fork`. */
  readonly fork: SourceFolder | undefined;
  /** Files of which nothing can be said, relative to the workspace: at one of the commits they are links, submodules, or no text. */
  readonly skipped: readonly string[];
}

/**
 * Reads the folder at the base's tip, and where the checkout left it.
 * @returns `missing` with the reason and what to do, where the base cannot be read
 * @throws when `ref` is no name of a ref
 */
export async function readBaseFolder(request: BaseRequest): Promise<BaseFolder | { readonly missing: string }> {
  const { ref, environment } = request;
  try {
    const { top, place } = await locate(request.directory, request.workspace);
    const program = await findProgram("git", environment["PATH"]);
    if (program === undefined) throw new GitError("There is no git on PATH. Install it, or check out in a job that has it.");
    const git = gitIn(program, top, environment);
    const commits = await findCommits(git, ref, request.mergeCommit);
    const blobs: BlobCache = new Map();
    const tip = await readTree(git, commits.tip, place, blobs);
    const fork =
      commits.fork === undefined || commits.fork === commits.tip ? undefined : await readTree(git, commits.fork, place, blobs);
    const skipped = [...new Set([...tip.skipped, ...(fork?.skipped ?? [])])];
    return { ref, tip, fork: commits.fork === commits.tip ? tip : fork, skipped };
  } catch (problem) {
    if (problem instanceof GitError) return { missing: problem.message };
    throw problem;
  }
}

/** Finds the repository that a folder is in by its `.git`, which no checkout can bring along, and where in it the folder is. */
async function locate(directory: string, workspace: string): Promise<{ top: string; place: FolderPlace }> {
  const wanted = resolve(workspace, directory);
  let existing = wanted;
  while (!existsSync(existing)) existing = dirname(existing);
  const folder = join(await realpath(existing), relative(existing, wanted));
  for (let top = folder; ; top = dirname(top)) {
    if (existsSync(join(top, ".git")))
      return { top, place: { inRepository: slashes(relative(top, folder)), shown: shown(wanted, workspace) } };
    if (top === dirname(top))
      throw new GitError(
        `${shown(wanted, workspace) || "The workspace"} is in no git repository. Check it out with actions/checkout.`,
      );
  }
}

const slashes = (path: string) => path.split(sep).join("/");
