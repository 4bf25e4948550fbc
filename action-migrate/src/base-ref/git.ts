// Runs git on the objects of a checkout, in a way that nothing in the checkout can turn into the run of another program.
import { spawn } from "node:child_process";
import { plainLine } from "@libsql-actions/shared/report/log";

/** Runs a git command in the repository. @throws GitError when it cannot be run, does not end in time, or answers too much */
export type Git = (args: readonly string[], input?: string) => Promise<GitAnswer>;

export interface GitAnswer {
  /** The exit code. */
  readonly code: number;
  readonly stdout: Buffer;
  /** What it complained of, on one line. */
  readonly complaint: string;
}

/** git could not be asked, or the checkout does not hold what was asked for. */
export class GitError extends Error {
  override name = "GitError";
}

const TIMEOUT_MS = 60_000;
/** More than the scripts of any folder that is read (512 MB), with their headers. */
const MAX_ANSWER_BYTES = 640 * 1024 * 1024;
const MAX_COMPLAINT_CHARACTERS = 500;
/** What git needs to find its own parts and the user's `safe.directory`. Every `GIT_*` would point it elsewhere or have it run something. */
const PASSED_VARIABLES = ["PATH", "HOME", "XDG_CONFIG_HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP"];
/**
 * The commands that are run here (rev-parse, merge-base, ls-tree, cat-file) run no hook, filter, text conversion, pager or file system monitor by
 * themselves. What is left is the fetch of objects that a partial clone lacks, which can run whatever a remote's configuration says: no protocol is
 * allowed for it. `refs/replace` would show other objects than those that were asked for.
 */
const SET_VARIABLES = {
  LC_ALL: "C",
  GIT_ALLOW_PROTOCOL: "",
  GIT_NO_LAZY_FETCH: "1",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  GIT_LITERAL_PATHSPECS: "1",
};
/** A folder of the checkout that looks like a bare repository is never taken for one. */
const SETTINGS = ["core.hooksPath=/dev/null", "core.fsmonitor=false", "safe.bareRepository=explicit"];

/**
 * Makes the function that runs git.
 * @param program path of git
 * @param top the folder that holds `.git`
 */
export function gitIn(program: string, top: string, environment: Readonly<Record<string, string | undefined>>): Git {
  const passed = PASSED_VARIABLES.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]]));
  const env: Record<string, string> = { ...Object.fromEntries(passed), ...SET_VARIABLES };
  const settings = ["--no-pager", ...SETTINGS.flatMap((setting) => ["-c", setting])];
  return (args, input = "") =>
    new Promise((resolve, reject) => {
      const child = spawn(program, [...settings, ...args], { cwd: top, env, windowsHide: true });
      const stdout: Buffer[] = [];
      let [bytes, complaint] = [0, ""];
      const give = (reason: string): void => {
        clearTimeout(timer);
        child.kill("SIGKILL");
        reject(new GitError(`git ${args[0]} ${reason}`));
      };
      const timer = setTimeout(() => give(`did not end within ${TIMEOUT_MS / 1_000} s`), TIMEOUT_MS);
      child.stdout.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_ANSWER_BYTES) give("answers more than 640 MB");
        else stdout.push(chunk);
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        if (complaint.length < MAX_COMPLAINT_CHARACTERS) complaint += text;
      });
      // It may end before it has read all: its exit tells.
      child.stdin.on("error", () => undefined).end(input);
      child.on("error", (problem) => give(`cannot be run (${problem.message})`));
      child.on("close", (code) => {
        clearTimeout(timer);
        const line = plainLine(complaint.slice(0, MAX_COMPLAINT_CHARACTERS).trim());
        resolve({ code: code ?? -1, stdout: Buffer.concat(stdout), complaint: line });
      });
    });
}

/** The answer of a command that cannot fail in a sound checkout. @throws GitError with git's complaint explained */
export async function ask(git: Git, args: readonly string[], input?: string): Promise<Buffer> {
  const { code, stdout, complaint } = await git(args, input);
  if (code === 0) return stdout;
  if (complaint.includes("dubious ownership"))
    throw new GitError(
      "git refuses to read the checkout, which belongs to another user than this step (as in a job with a `container`). " +
        'Run `git config --global --add safe.directory "$GITHUB_WORKSPACE"` before this step.',
    );
  if (/promisor remote|lazy fetching/.test(complaint))
    throw new GitError(
      "the checkout was made with a `filter`, and the files of the base are not in it. Check out without `filter`.",
    );
  throw new GitError(`git ${args[0]} failed: ${complaint || `it ended with ${code}`}`);
}
