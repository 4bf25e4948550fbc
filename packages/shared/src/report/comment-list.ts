// Finds the comments that the suite wrote to a pull request earlier, among all others.
import type { GithubApi } from "../github/api.ts";
import { pages } from "../github/pages.ts";
import { StatusError } from "../network/fault.ts";

export interface OwnComment {
  readonly id: number;
  readonly body: string;
  readonly login: string;
  /** Its page. */
  readonly url: string;
}

/** GitHub takes 2,500 comments a pull request. */
const MAX_PAGES = 50;

/**
 * The comments that begin with the mark and are ours, the oldest first. A mark that somebody quotes stands further down, and somebody who
 * begins a comment with it is neither a bot nor the owner of the token.
 * @param comments the path of the pull request's comments
 */
export async function ownComments(api: GithubApi, comments: string, marker: string): Promise<OwnComment[]> {
  const own: OwnComment[] = [];
  let login: Promise<string | undefined> | undefined;
  for await (const page of pages(api, comments, commentsOf, MAX_PAGES))
    for (const { isBot, ...comment } of page) {
      if (!comment.body.startsWith(marker)) continue;
      if (!isBot) login ??= loginOf(api);
      if (isBot || comment.login === (await login)) own.push(comment);
    }
  return own.sort((a, b) => a.id - b.id);
}

function commentsOf(value: unknown): (OwnComment & { readonly isBot: boolean })[] {
  if (!Array.isArray(value)) throw new Error("GitHub's list of comments has an unexpected form.");
  return value.map(commentOf);
}

/** What is needed of a comment; one of an unexpected form has an empty text, which no mark begins. */
function commentOf(value: unknown): OwnComment & { readonly isBot: boolean } {
  const { id, body, user } = fieldsOf(value);
  const { login, type } = fieldsOf(user);
  const good = Number.isSafeInteger(id) && typeof body === "string" && typeof login === "string";
  return { id: Number(id), body: good ? body : "", login: good ? login : "", url: commentUrl(value), isBot: type === "Bot" };
}

/** The page of a comment; empty where GitHub gives none. */
export function commentUrl(comment: unknown): string {
  const url = fieldsOf(comment)["html_url"];
  return typeof url === "string" ? url : "";
}

function fieldsOf(value: unknown): Partial<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? value : {};
}

/** Whose token it is; undefined for that of a job or an app, which are bots. */
async function loginOf(api: GithubApi): Promise<string | undefined> {
  try {
    const { value } = await api("GET", "/user");
    const { login } = fieldsOf(value);
    return typeof login === "string" ? login : undefined;
  } catch (fault) {
    if (fault instanceof StatusError && [401, 403, 404].includes(fault.status)) return undefined;
    throw fault;
  }
}
