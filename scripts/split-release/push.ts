// Pushes the repositories of a release to where they are published, each with a key that opens that one repository alone.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { git } from "../git.ts";
import { OWNER } from "../names.ts";

/** Where a repository goes, and what opens it. Without a key, the remote has to be open by itself. */
export interface Remote {
  readonly url: string;
  /** A private key as OpenSSH writes it. */
  readonly key?: string;
}

/** The remote of an action on GitHub. @param env has the deploy keys, such as `DEPLOY_KEY_ACTION_MIGRATE` @throws when the key is not there */
export function githubRemote(action: string, env: Readonly<Record<string, string | undefined>>): Remote {
  const name = `DEPLOY_KEY_${action.toUpperCase().replaceAll("-", "_")}`;
  const key = env[name];
  if (!key) throw new Error(`${name} is empty: it has to be a deploy key of ${OWNER}/${action} with write access`);
  return { url: `git@github.com:${OWNER}/${action}.git`, key };
}

/**
 * Pushes the commit of a repository to refs of a remote, all of them or none. A ref that exists is only moved where `+` stands before it.
 * @param knownHosts a file with the host keys of the remote @throws with git's words, such as those for a tag that is another commit already
 */
export function pushRepository(folder: string, remote: Remote, refs: readonly string[], knownHosts: string): void {
  const keys = mkdtempSync(join(tmpdir(), "deploy-key-"));
  try {
    const file = join(keys, "key");
    if (remote.key !== undefined) writeFileSync(file, `${remote.key.trim()}\n`, { mode: 0o600 });
    const options = ["BatchMode=yes", "IdentitiesOnly=yes", "StrictHostKeyChecking=yes", `UserKnownHostsFile=${knownHosts}`];
    const ssh = ["ssh", "-F", "none", "-i", file, ...options.flatMap((option) => ["-o", option])];
    const specs = refs.map((ref) => ref.replace(/^\+?/, (force) => `${force}HEAD:`));
    git(folder, ["push", "--quiet", "--atomic", remote.url, ...specs], {
      env: { GIT_SSH_COMMAND: ssh.map(quoted).join(" ") },
    });
  } finally {
    rmSync(keys, { recursive: true });
  }
}

/** git hands the command to a shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
