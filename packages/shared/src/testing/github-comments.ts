// A stand-in for the part of GitHub's REST API that keeps the comments of a pull request
// (https://docs.github.com/en/rest/issues/comments): it authenticates, pages, and refuses on demand.
import type { ServerResponse } from "node:http";
import { type HttpFixture, type ReceivedRequest, sendJson, startHttp } from "./http.ts";

export interface GithubUser {
  readonly login: string;
  readonly type: "Bot" | "User";
}

export interface StoredComment {
  readonly id: number;
  readonly user: GithubUser | null;
  body: string;
}

/** An answer in place of the real one. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Carry the request out all the same, as a server does whose answer is lost on the way. */
  readonly carriedOut?: boolean;
}

export interface GithubComments extends HttpFixture {
  /** The comments of the pull request, the oldest first; add and remove at will. */
  readonly comments: StoredComment[];
  /** Adds a comment as somebody else would. */
  add(user: GithubUser | null, body: string): StoredComment;
  /** What the next requests with this method are refused with, one each. */
  refuse(method: string, ...refusals: Refusal[]): void;
  /** Answers requests with this method only once so many of them are there: their senders then know the same. */
  gather(method: string, count: number): void;
  /** What happens meanwhile: runs once, before the next request with this method is answered. */
  before(method: string, action: () => void): void;
  /** What was asked: `GET /repos/…`. */
  asked(): string[];
}

export interface GithubCommentsOptions {
  readonly token: string;
  /** Whose token it is. `Bot` is an installation's, which GitHub does not answer `GET /user` for. */
  readonly user: GithubUser;
  readonly repository: string;
  readonly number: number;
  /** The token may read only, as on a pull request from a fork. */
  readonly readOnly?: boolean;
}

const REFUSED = "Resource not accessible by integration";
const MAX_BODY_CHARACTERS = 65_536;

/** Starts it on a free port of 127.0.0.1. */
export async function startGithubComments(options: GithubCommentsOptions): Promise<GithubComments> {
  const comments: StoredComment[] = [];
  const refusals = new Map<string, Refusal[]>();
  const actions = new Map<string, () => void>();
  const gathering = new Map<string, { count: number; waiting: (() => void)[] }>();
  let lastId = 1_000;
  const add = (user: GithubUser | null, body: string) => {
    const comment = { id: ++lastId, user, body };
    comments.push(comment);
    return comment;
  };
  const answer = (request: ReceivedRequest, response: ServerResponse) => {
    actions.get(request.method)?.();
    actions.delete(request.method);
    const refusal = refusals.get(request.method)?.shift();
    const carryOut = (to: ServerResponse | undefined) => respond(request, to, server.url, options, comments, add);
    if (refusal === undefined) return carryOut(response);
    if (refusal.carriedOut) carryOut(undefined);
    for (const [name, value] of Object.entries(refusal.headers ?? {})) response.setHeader(name, value);
    sendJson(response, refusal.status, { message: refusal.message });
  };
  const server = await startHttp((request, response) => {
    const together = gathering.get(request.method);
    if (together === undefined) return answer(request, response);
    together.waiting.push(() => answer(request, response));
    if (together.waiting.length < together.count) return;
    gathering.delete(request.method);
    for (const go of together.waiting) go();
  });
  return {
    ...server,
    comments,
    add,
    refuse: (method, ...more) => void refusals.set(method, [...(refusals.get(method) ?? []), ...more]),
    gather: (method, count) => void gathering.set(method, { count, waiting: [] }),
    before: (method, action) => void actions.set(method, action),
    asked: () => server.requests.map(({ method, path }) => `${method} ${path}`),
  };
}

function respond(
  { method, path, headers, body }: ReceivedRequest,
  response: ServerResponse | undefined,
  baseUrl: string,
  options: GithubCommentsOptions,
  comments: StoredComment[],
  add: (user: GithubUser, body: string) => StoredComment,
): void {
  const send = (status: number, value: unknown) => response && sendJson(response, status, value);
  const { token, user, repository, number, readOnly } = options;
  const { pathname, searchParams } = new URL(path, baseUrl);
  if (headers.authorization !== `Bearer ${token}`) return void send(401, { message: "Bad credentials" });
  if (pathname === "/user") return void (user.type === "User" ? send(200, user) : send(403, { message: REFUSED }));
  const list = `/repos/${repository}/issues/${number}/comments`;
  if (method === "GET" && pathname === list)
    return void (response && sendPage(response, `${baseUrl}${list}`, searchParams, comments));
  const id = new RegExp(`^/repos/${repository}/issues/comments/(\\d+)$`).exec(pathname)?.[1];
  const index = comments.findIndex((comment) => String(comment.id) === id);
  const found = comments[index];
  if (pathname !== list && found === undefined) return void send(404, { message: "Not Found" });
  if (readOnly) return void send(403, { message: REFUSED });
  if (method === "DELETE" && found !== undefined) {
    comments.splice(index, 1);
    return void response?.writeHead(204).end();
  }
  const text: unknown = JSON.parse(body).body;
  if (typeof text !== "string" || text.trim() === "" || [...text].length > MAX_BODY_CHARACTERS)
    return void send(422, { message: "Validation Failed" });
  if (method === "POST" && pathname === list) return void send(201, shown(add(user, text), baseUrl));
  if (method !== "PATCH" || found === undefined) return void send(404, { message: "Not Found" });
  found.body = text;
  send(200, shown(found, baseUrl));
}

/** 30 a page where nothing else is asked for, 100 at most, and a `Link` header where there is another page. */
function sendPage(response: ServerResponse, url: string, query: URLSearchParams, comments: readonly StoredComment[]): void {
  const size = Math.min(100, Number(query.get("per_page") ?? 30));
  const page = Number(query.get("page") ?? 1);
  if (page * size < comments.length) response.setHeader("link", `<${url}?per_page=${size}&page=${page + 1}>; rel="next"`);
  sendJson(
    response,
    200,
    comments.slice((page - 1) * size, page * size).map((comment) => shown(comment, url)),
  );
}

function shown(comment: StoredComment, url: string): unknown {
  return { ...comment, html_url: `${new URL(url).origin}/pull#issuecomment-${comment.id}` };
}
