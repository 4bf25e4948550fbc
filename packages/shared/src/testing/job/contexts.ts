// The `github` and `runner` contexts of a job, with the values of an ordinary push where nothing else is given, and the environment
// variables that the runner makes of them (actions/runner src/Runner.Worker/GitHubContext.cs and RunnerContext.cs).
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { JsonObject, JsonValue } from "./expressions.ts";
import type { JobFolders } from "./folders.ts";

/** Any key of the `github` context; those not given have the values of a push to `main` of `octo-org/octo-repo`. */
export interface GithubOptions {
  readonly event_name?: string;
  /** Masked, like every secret. Not given: a random one that looks like GitHub's. */
  readonly token?: string;
  /** `api_url` and `graphql_url` follow from it. */
  readonly server_url?: string;
  /** The webhook payload: `github.event`, and the file GITHUB_EVENT_PATH. */
  readonly event?: JsonObject;
  readonly [name: string]: JsonValue | undefined;
}

export interface RunnerOptions {
  /** `Linux`, `macOS` or `Windows`. */
  readonly os?: string;
  /** `X64`, `ARM64`, … */
  readonly arch?: string;
}

const OPERATING_SYSTEMS: Partial<Record<NodeJS.Platform, string>> = { linux: "Linux", darwin: "macOS", win32: "Windows" };
const ARCHITECTURES: Partial<Record<NodeJS.Architecture, string>> = { x64: "X64", arm64: "ARM64", arm: "ARM", ia32: "X86" };

// Only these keys become GITHUB_* variables; the token, for one, does not.
const EXPOSED_KEYS: ReadonlySet<string> = new Set(
  `action action_path action_ref action_repository actor actor_id api_url base_ref env event_name event_path graphql_url head_ref job
  output path ref ref_name ref_protected ref_type repository repository_id repository_owner repository_owner_id retention_days
  run_attempt run_id run_number server_url sha state step_summary triggering_actor workflow workflow_ref workflow_sha workspace`.split(
    /\s+/,
  ),
);

/** Where the payload of the event stands. */
export function eventFile(folders: JobFolders): string {
  return join(folders.temporary, "_github_workflow", "event.json");
}

/** The `github` context at the start of a job. */
export function githubContext(given: GithubOptions, folders: JobFolders): JsonObject & { readonly token: string } {
  const repository = text(given["repository"], "octo-org/octo-repo");
  const owner = repository.slice(0, Math.max(0, repository.indexOf("/")));
  const sha = text(given["sha"], "ffac537e6cbbf934b08745a378932722df287a53");
  const ref = text(given["ref"], "refs/heads/main");
  const workflowRef = `${repository}/.github/workflows/ci.yml@${ref}`;
  const set = Object.entries(given).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined);
  return {
    token: `ghs_${randomBytes(18).toString("hex")}`,
    job: "test",
    ...{ repository, repository_owner: owner, repository_id: "1296269", repository_owner_id: "6811672" },
    ...{ repositoryUrl: `git://github.com/${repository}.git`, repository_visibility: "public" },
    ...{ sha, ref, ref_name: ref.replace(/^refs\/(heads|tags)\//, ""), ref_type: "branch", ref_protected: false },
    ...{ head_ref: "", base_ref: "", event_name: "push", event: {}, event_path: eventFile(folders) },
    ...{ run_id: "30433642", run_number: "1", run_attempt: "1", retention_days: "90" },
    ...{ actor: "octocat", actor_id: "583231", triggering_actor: "octocat", secret_source: "Actions" },
    ...{ workflow: "ci", workflow_ref: workflowRef, workflow_sha: sha },
    ...addresses(text(given.server_url, "https://github.com")),
    workspace: folders.workspace,
    ...Object.fromEntries(set),
  };
}

function addresses(server: string): JsonObject {
  const cloud = server === "https://github.com";
  return {
    server_url: server,
    api_url: cloud ? "https://api.github.com" : `${server}/api/v3`,
    graphql_url: cloud ? "https://api.github.com/graphql" : `${server}/api/graphql`,
  };
}

/** The `runner` context. */
export function runnerContext(given: RunnerOptions, folders: JobFolders, debug: boolean): JsonObject {
  return {
    os: given.os ?? OPERATING_SYSTEMS[process.platform] ?? "Linux",
    arch: given.arch ?? ARCHITECTURES[process.arch] ?? "X64",
    name: "GitHub Actions 1",
    environment: "github-hosted",
    tool_cache: folders.toolCache,
    temp: folders.temporary,
    workspace: join(folders.workspace, ".."),
    ...(debug ? { debug: "1" } : {}),
  };
}

/** GITHUB_* and RUNNER_* variables. */
export function contextVariables(github: JsonObject, runner: JsonObject): [name: string, value: string][] {
  const exposed = Object.entries(github).filter(
    ([key, value]) => EXPOSED_KEYS.has(key) && ["string", "boolean"].includes(typeof value),
  );
  const strings = Object.entries(runner).filter(([, value]) => typeof value === "string");
  return [
    ...exposed.map(([key, value]): [string, string] => [`GITHUB_${key.toUpperCase()}`, String(value)]),
    ...strings.map(([key, value]): [string, string] => [`RUNNER_${key.toUpperCase()}`, String(value)]),
  ];
}

function text(value: JsonValue | undefined, fallback: string): string {
  return typeof value === "string" ? value : fallback;
}
