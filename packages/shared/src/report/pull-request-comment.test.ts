import { afterEach, describe, expect, it } from "vitest";
import { createSend } from "../network/send.ts";
import {
  type GithubComments,
  type GithubCommentsOptions,
  type GithubUser,
  startGithubComments,
} from "../testing/github-comments.ts";
import { type CommentOutcome, keepComment } from "./pull-request-comment.ts";

const BOT: GithubUser = { login: "github-actions[bot]", type: "Bot" };
const PERSON: GithubUser = { login: "octocat", type: "User" };
const MARK = "<!-- libsql-actions:migrate -->";

const running: GithubComments[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function serve(options: Partial<GithubCommentsOptions> = {}): Promise<GithubComments> {
  const server = await startGithubComments({
    token: "ghs_token",
    user: BOT,
    repository: "octo-org/octo.repo",
    number: 7,
    ...options,
  });
  running.push(server);
  return server;
}

function write(server: GithubComments, body: string, key = "migrate"): Promise<CommentOutcome> {
  const send = createSend({ proxy: {}, tryTimeoutMs: 2_000, deadlineMs: 5_000 });
  return keepComment({ apiUrl: server.url, token: "ghs_token", repository: "octo-org/octo.repo", number: 7, key, body, send });
}

const bodies = (server: GithubComments) => server.comments.map(({ body }) => body);
const methods = (server: GithubComments) => server.requests.map(({ method }) => method);

describe("one comment", () => {
  it("is created, left alone while its text is the same, and updated when it differs", async () => {
    const server = await serve();
    expect(await write(server, "one\n")).toEqual({ status: "created", url: `${server.url}/pull#issuecomment-1001` });
    expect(await write(server, "one\n")).toMatchObject({ status: "unchanged" });
    expect(await write(server, "two")).toMatchObject({ status: "updated", url: `${server.url}/pull#issuecomment-1001` });
    expect(bodies(server)).toEqual([`${MARK}\ntwo`]);
    expect(methods(server)).toEqual(["GET", "POST", "GET", "GET", "GET", "PATCH"]);
  });

  it("is the same with the line breaks that GitHub keeps", async () => {
    const server = await serve();
    server.add(BOT, `${MARK}\r\na\r\nb`);
    expect(await write(server, "a\nb\n")).toMatchObject({ status: "unchanged" });
  });

  it("is found behind three pages of others", async () => {
    const server = await serve();
    for (let index = 0; index < 310; index++) server.add(PERSON, `text ${index}`);
    server.add(BOT, `${MARK}\nold`);
    expect(await write(server, "new")).toMatchObject({ status: "updated" });
    const path = "/repos/octo-org/octo.repo/issues";
    expect(server.asked()).toEqual([
      ...[1, 2, 3, 4].map((page) => `GET ${path}/7/comments?per_page=100&page=${page}`),
      `PATCH ${path}/comments/1311`,
    ]);
  });

  it("is one a key", async () => {
    const server = await serve();
    await write(server, "x", "seed");
    await write(server, "y", "seed-more");
    expect(await write(server, "x", "seed")).toMatchObject({ status: "unchanged" });
    expect(server.comments).toHaveLength(2);
  });
});

describe("a comment of somebody else", () => {
  it.each([
    ["begins with the mark", PERSON, `${MARK}\nmine`],
    ["quotes it", BOT, `> ${MARK}\nmine`],
    ["quotes it behind a space", BOT, ` ${MARK}`],
    ["is by nobody any more", null, `${MARK}\nmine`],
  ])("that %s is left as it is", async (_, user, body) => {
    const server = await serve();
    server.add(user, body);
    expect(await write(server, "ours")).toMatchObject({ status: "created" });
    expect(bodies(server)).toEqual([body, `${MARK}\nours`]);
  });

  it("is told from one's own with a personal token", async () => {
    const server = await serve({ user: PERSON });
    server.add({ login: "mallory", type: "User" }, `${MARK}\ntheirs`);
    server.add(PERSON, `${MARK}\nold`);
    expect(await write(server, "new")).toMatchObject({ status: "updated" });
    expect(bodies(server)).toEqual([`${MARK}\ntheirs`, `${MARK}\nnew`]);
    expect(server.asked().filter((asked) => asked === "GET /user")).toHaveLength(1);
  });

  it("of another bot is not deleted as a duplicate", async () => {
    const server = await serve();
    server.add(BOT, `${MARK}\nold`);
    server.add({ login: "other[bot]", type: "Bot" }, `${MARK}\ntheirs`);
    await write(server, "new");
    expect(bodies(server)).toEqual([`${MARK}\nnew`, `${MARK}\ntheirs`]);
  });
});

describe("several runs at once", () => {
  it.each([2, 4])("leave one comment (%d)", async (count) => {
    const server = await serve();
    // All look before any writes, and all write before any looks again.
    server.gather("GET", count);
    server.gather("POST", count);
    const outcomes = await Promise.all(Array.from({ length: count }, (_, index) => write(server, `text ${index}`)));
    for (const { status } of outcomes) expect(["created", "updated"]).toContain(status);
    expect(methods(server).filter((method) => method === "POST")).toHaveLength(count);
    expect(server.comments.map(({ id }) => id)).toEqual([1_001]);
  });

  it("have their earlier duplicates deleted", async () => {
    const server = await serve();
    for (const text of ["first", "second", "third"]) server.add(BOT, `${MARK}\n${text}`);
    expect(await write(server, "first")).toMatchObject({ status: "unchanged" });
    expect(bodies(server)).toEqual([`${MARK}\nfirst`]);
  });

  it("write anew what was deleted before it could be updated", async () => {
    const server = await serve();
    server.add(BOT, `${MARK}\nold`);
    server.before("PATCH", () => server.comments.splice(0));
    expect(await write(server, "new")).toMatchObject({ status: "created" });
    expect(bodies(server)).toEqual([`${MARK}\nnew`]);
  });
});

describe("never twice", () => {
  it("when the list of comments lags behind", async () => {
    const server = await serve();
    server.before("POST", () => server.before("GET", () => void hidden.push(...server.comments.splice(0))));
    const hidden: unknown[] = [];
    expect(await write(server, "text")).toEqual({ status: "created", url: `${server.url}/pull#issuecomment-1001` });
    expect(hidden).toHaveLength(1);
    expect(methods(server)).toEqual(["GET", "POST", "GET"]);
  });

  it.each([500, 502, 503])("when the answer to its creation is %d, though it was made", async (status) => {
    const server = await serve();
    server.refuse("POST", { status, message: "Server Error", carriedOut: true });
    expect(await write(server, "text")).toMatchObject({ status: "created" });
    expect(bodies(server)).toEqual([`${MARK}\ntext`]);
    expect(methods(server)).toEqual(["GET", "POST", "GET"]);
  });

  it("when it was not made either: it is not tried again, and the step is told", async () => {
    const server = await serve();
    server.refuse("POST", { status: 502, message: "Server Error" });
    expect(await write(server, "text")).toEqual({
      status: "given-up",
      warning: expect.stringContaining("answered 502: Server Error. The step goes on"),
    });
    expect(server.comments).toEqual([]);
  });
});

it("bounds the text and sends the token in no other way than in its header", async () => {
  const server = await serve();
  expect(await write(server, "😀 long\n".repeat(20_000))).toMatchObject({ status: "created" });
  expect(bodies(server)[0]?.length).toBeLessThanOrEqual(65_536);
  for (const { path, body, headers } of server.requests) {
    expect(path + body + JSON.stringify({ ...headers, authorization: "" })).not.toContain("ghs_token");
    expect(headers).toMatchObject({ "user-agent": "libsql-actions", "x-github-api-version": "2022-11-28" });
  }
});
