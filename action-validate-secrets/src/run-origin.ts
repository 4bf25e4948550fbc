// Tells runs that get no secrets, or others than usual, from all others: those for pull requests from forks, and Dependabot's
// (https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflows-in-forked-repositories).
import { PayloadError, readPayload } from "@libsql-actions/shared/github/payload";
import { field } from "@libsql-actions/shared/network/field";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a run comes from, as far as it says which secrets it gets. */
export interface RunOrigin {
  readonly kind: "fork" | "dependabot" | "own";
  /** Why such a run has no secrets; a sentence. */
  readonly why: string;
  /** What to do about it, besides `on-missing: skip`; empty where nothing is special. */
  readonly fix: string;
}

const OWN: RunOrigin = { kind: "own", why: "", fix: "" };
const DEPENDABOT: RunOrigin = {
  kind: "dependabot",
  why: "This run was started by Dependabot, which gets the secrets of its own store and no others.",
  fix: "Store them under Settings > Secrets and variables > Dependabot (`gh secret set NAME --app dependabot`).",
};
const FORK: RunOrigin = {
  kind: "fork",
  why: "This run is for a pull request from a fork, and GitHub gives it no secrets.",
  fix: "Test forks on a local server (`backend: turso-local`). Do not use `pull_request_target` for it: it would hand the secrets to the fork's code.",
};

/**
 * Where this run comes from. What cannot be told, as outside of GitHub Actions, counts as the repository's own.
 * @param environment GITHUB_ACTOR, GITHUB_EVENT_NAME, GITHUB_EVENT_PATH, GITHUB_REPOSITORY
 */
export async function runOrigin(environment: Environment): Promise<RunOrigin> {
  if (environment["GITHUB_ACTOR"] === "dependabot[bot]") return DEPENDABOT;
  const event = environment["GITHUB_EVENT_NAME"] ?? "";
  // `pull_request_target` and `workflow_run` run the code of the base, with its secrets.
  if (!/^pull_request(?!_target)/.test(event)) return OWN;
  const eventFile = environment["GITHUB_EVENT_PATH"];
  return eventFile && (await isFromFork(eventFile, environment["GITHUB_REPOSITORY"])) ? FORK : OWN;
}

/**
 * A pull request between branches of a repository that is a fork itself has `fork: true` too, and gets its secrets: the names decide. The
 * repository of the head is gone, and null, where the fork was deleted.
 */
async function isFromFork(eventFile: string, repository: string | undefined): Promise<boolean> {
  try {
    const pullRequest = field(await readPayload(eventFile), "pull_request");
    const head = field(pullRequest, "head");
    return head !== undefined && nameOf(head) !== (nameOf(field(pullRequest, "base")) ?? repository);
  } catch (problem) {
    if (!(problem instanceof PayloadError)) throw problem;
    return false; // It only explains; the check reports what is missing without it.
  }
}

/** `owner/name` of the repository that one side of a pull request is in. */
function nameOf(side: unknown): unknown {
  return field(field(side, "repo"), "full_name");
}
