// Keeps one comment on a pull request up to date, however often and however many at a time the runs of it write one.
import { type GithubApi, githubApi, repositoryPath } from "../github/api.ts";
import { missingOr } from "../github/missing.ts";
import { rateLimitOf } from "../github/rate-limit.ts";
import { StatusError } from "../network/fault.ts";
import type { Send } from "../network/send.ts";
import { commentUrl, type OwnComment, ownComments } from "./comment-list.ts";
import { commentProblem } from "./comment-problem.ts";
import { commentMarker, commentText } from "./comment-text.ts";

export interface PullRequestComment {
  /** GITHUB_API_URL. */
  readonly apiUrl: string;
  /** Sent to that host only. */
  readonly token: string;
  /** `owner/name`: GITHUB_REPOSITORY. */
  readonly repository: string;
  /** Of the pull request, from `pullRequestOfEvent`. */
  readonly number: number;
  /** Tells this comment from others of the suite: two steps with the same key write the same comment. */
  readonly key: string;
  /** Markdown; what comes from outside went through `markdownText`. */
  readonly body: string;
  readonly send: Send;
}

export type CommentOutcome =
  | { readonly status: "created" | "updated" | "unchanged"; readonly url: string }
  /** Nothing fails for a comment; the warning says why it is not there. */
  | { readonly status: "given-up"; readonly warning: string };

/** Somebody may delete the comment between looking and writing. */
const MAX_TRIES = 2;

/** Writes the comment, or brings it up to date where its text differs. Never throws. */
export async function keepComment(comment: PullRequestComment): Promise<CommentOutcome> {
  try {
    const keeper = keeperOf(comment);
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      const outcome = await keep(keeper);
      if (outcome !== undefined) return outcome;
    }
    throw new Error("it was deleted while it was written");
  } catch (fault) {
    return { status: "given-up", warning: commentProblem(fault) };
  }
}

interface Keeper {
  readonly api: GithubApi;
  /** The path of the pull request's comments. */
  readonly list: string;
  /** The path of a comment. */
  readonly one: (id: number) => string;
  readonly marker: string;
  readonly text: string;
}

function keeperOf({ apiUrl, token, repository, number, key, body, send }: PullRequestComment): Keeper {
  const issues = `${repositoryPath(repository)}/issues`;
  return {
    api: githubApi(send, { apiUrl, token }),
    list: `${issues}/${number}/comments`,
    one: (id) => `${issues}/comments/${id}`,
    marker: commentMarker(key),
    text: commentText(key, body),
  };
}

/** @returns undefined when the comment was deleted meanwhile */
async function keep(keeper: Keeper): Promise<CommentOutcome | undefined> {
  const { api, list, marker } = keeper;
  const before = await ownComments(api, list, marker);
  if (before.length > 0) return await settle(keeper, before);
  const created = await create(keeper);
  // Another run may have created one at the same time; and one whose answer was lost may be there all the same.
  const after = await ownComments(api, list, marker);
  if (after.length === 0) {
    if ("fault" in created) throw created.fault;
    // A list may lag behind; what looks again would write it twice.
    return { status: "created", url: created.url };
  }
  const outcome = await settle(keeper, after);
  return outcome?.status === "unchanged" ? { ...outcome, status: "created" } : outcome;
}

/** @returns the new comment's page, or what went wrong when it may be there in spite of it */
async function create({ api, list, text }: Keeper): Promise<{ readonly url: string } | { readonly fault: unknown }> {
  try {
    const { value } = await api("POST", list, { body: text });
    return { url: commentUrl(value) };
  } catch (fault) {
    if (rateLimitOf(fault) !== undefined || (fault instanceof StatusError && fault.status < 500)) throw fault;
    return { fault };
  }
}

/** Leaves the oldest of our comments with our text, and no other. Of several runs at once, all choose the same. */
async function settle(
  { api, one, text }: Keeper,
  [oldest, ...others]: readonly OwnComment[],
): Promise<CommentOutcome | undefined> {
  if (oldest === undefined) return undefined;
  const same = sameText(oldest.body, text);
  if (!same && (await missingOr(api("PATCH", one(oldest.id), { body: text }))) === undefined) return undefined;
  for (const other of others) if (other.login === oldest.login) await missingOr(api("DELETE", one(other.id)));
  return { status: same ? "unchanged" : "updated", url: oldest.url };
}

/** GitHub may keep a text with other line breaks and without the space at its end. */
function sameText(kept: string, text: string): boolean {
  const normal = (value: string) => value.replaceAll("\r\n", "\n").trimEnd();
  return normal(kept) === normal(text);
}
