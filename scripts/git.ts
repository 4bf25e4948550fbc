// Runs git in a folder, without what this machine or its user has configured: the same bytes have to come out everywhere.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { devNull } from "node:os";
import { join } from "node:path";

const MOST_BYTES = 256 * 1024 * 1024;
const LIMIT_MS = 120_000;

/** What else git gets: variables, and what it reads. */
export interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** What git prints. @throws with git's own words when it fails */
export function git(folder: string, args: readonly string[], { env = {}, input = "" }: Given = {}): Buffer {
  // Inside a hook these lead git to another repository than that of the folder.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  return execFileSync("git", args, {
    cwd: folder,
    env: { ...Object.fromEntries(inherited), GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_SYSTEM: devNull, ...env },
    input,
    maxBuffer: MOST_BYTES,
    timeout: LIMIT_MS,
    stdio: "pipe",
  });
}

/** The same as one line of text. */
export function gitLine(folder: string, args: readonly string[], given: Given = {}): string {
  return git(folder, args, given).toString("utf8").trim();
}

/** The files that a clone will have of a folder: what is committed or new, and not ignored. Relative to it, with `/`. */
export function listFiles(folder: string): string[] {
  const listed = git(folder, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  return listed
    .toString("utf8")
    .split("\0")
    .filter((file) => file !== "" && existsSync(join(folder, file)));
}
