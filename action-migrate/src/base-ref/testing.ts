// Makes git repositories for tests, in folders of their own and untouched by this machine's git configuration.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { BaseRequest } from "./read-base-folder.ts";

export interface Repository {
  readonly path: string;
  git(...args: string[]): string;
  /** Writes files, deletes those whose text is undefined, and commits. @returns the commit */
  commit(files: Readonly<Record<string, string | undefined>>): string;
  /** What a step in this checkout asks. */
  request(ref: string, changes?: Partial<BaseRequest>): BaseRequest;
}

/** A new repository on the branch `main` in `folder`. */
export function newRepository(folder: string): Repository {
  const repository = repositoryAt(mkdtempSync(join(folder, "repository-")));
  repository.git("init", "--quiet", "--initial-branch=main");
  return repository;
}

/** A copy as a checkout makes it: `options` are those of `git clone`. */
export function cloneOf(origin: Repository, folder: string, ...options: string[]): Repository {
  const copy = repositoryAt(mkdtempSync(join(folder, "checkout-")));
  copy.git("clone", "--quiet", ...options, `file://${origin.path}`, ".");
  return copy;
}

/** A folder for the repositories of a test. */
export function newFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), "base-ref-")));
}

function repositoryAt(path: string): Repository {
  const home = join(path, "..");
  const env = {
    PATH: process.env["PATH"],
    HOME: home,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "Test",
    GIT_AUTHOR_EMAIL: "test@example.invalid",
    GIT_COMMITTER_NAME: "Test",
    GIT_COMMITTER_EMAIL: "test@example.invalid",
    GIT_ALLOW_PROTOCOL: "file",
  };
  const git = (...args: string[]) => execFileSync("git", args, { cwd: path, env, encoding: "utf8", stdio: "pipe" }).trim();
  return {
    path,
    git,
    commit: (files) => {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        if (text === undefined) rmSync(join(path, name));
        else writeFileSync(join(path, name), text);
      }
      git("add", "--all");
      git("commit", "--quiet", "--allow-empty", "--message", "change");
      return git("rev-parse", "HEAD");
    },
    request: (ref, changes) => ({
      ref,
      directory: "migrations",
      workspace: path,
      environment: { PATH: process.env["PATH"], HOME: home },
      mergeCommit: undefined,
      ...changes,
    }),
  };
}
