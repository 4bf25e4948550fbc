// Tells runs that get no secrets, or others than usual, from all others: those for pull requests from forks, and Dependabot's
// (https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflows-in-forked-repositories).
import { readFile, stat } from "node:fs/promises";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a run comes from, as far as it says which secrets it gets. */
export interface RunOrigin {
  readonly kind: "fork" | "dependabot" | "own";
  /** Why such a run has no secrets; a sentence. */
  readonly why: string;
  /** What to do about it; empty where nothing is special. */
  readonly fix: string;
}

const OWN: RunOrigin = { kind: "own", why: "", fix: "" };
const DEPENDABOT: RunOrigin = {
  kind: "dependabot",
  why: "This run was started by Dependabot, which gets the secrets of its own store and no others.",
  fix: "Store them under Settings > Secrets and variables > Dependabot (`gh secret set NAME --app dependabot`), or set `on-missing: skip`.",
};
const FORK: RunOrigin = {
  kind: "fork",
  why: "This run is for a pull request from a fork, and GitHub gives it no secrets.",
  fix: "Set `on-missing: skip`, and test forks on a local server (`backend: turso-local`). Do not use `pull_request_target` for it: it would hand the secrets to the fork's code.",
};
/** GitHub delivers no payload above 25 MB. */
const MAX_PAYLOAD_BYTES = 26_000_000;

/**
 * Where this run comes from. What cannot be told, as outside of GitHub Actions, counts as the repository's own.
 * @param environment GITHUB_ACTOR, GITHUB_EVENT_NAME, GITHUB_EVENT_PATH, GITHUB_REPOSITORY
 */
export async function runOrigin(environment: Environment): Promise<RunOrigin> {
  if (environment["GITHUB_ACTOR"] === "dependabot[bot]") return DEPENDABOT;
  const event = environment["GITHUB_EVENT_NAME"] ?? "";
  // `pull_request_target` and `workflow_run` run the code of the base, with its secrets.
  if (!/^pull_request(?!_target)/.test(event)) return OWN;
  const payload = await readPayload(environment["GITHUB_EVENT_PATH"]);
  return isFromFork(payload, environment["GITHUB_REPOSITORY"]) ? FORK : OWN;
}

/**
 * A pull request between branches of a repository that is a fork itself has `fork: true` too, and gets its secrets: the names decide. The
 * repository of the head is gone, and null, where the fork was deleted.
 */
function isFromFork(payload: unknown, repository: string | undefined): boolean {
  const head = field(field(payload, "pull_request"), "head");
  if (head === undefined) return false;
  const base = field(field(field(field(payload, "pull_request"), "base"), "repo"), "full_name") ?? repository;
  return field(field(head, "repo"), "full_name") !== base;
}

/** What cannot be read says nothing: the secrets are missing then for a reason that nobody can name. */
async function readPayload(path: string | undefined): Promise<unknown> {
  if (!path) return undefined;
  try {
    return (await stat(path)).size > MAX_PAYLOAD_BYTES ? undefined : JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined; // It only explains; the check reports what is missing without it.
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
