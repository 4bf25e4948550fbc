import { afterEach, describe, expect, it } from "vitest";
import { createSend } from "../network/send.ts";
import { type GithubComments, type GithubCommentsOptions, startGithubComments } from "../testing/github-comments.ts";
import { sendRedirect, startHttp } from "../testing/http.ts";
import { type CommentOutcome, keepComment, type PullRequestComment } from "./pull-request-comment.ts";

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function serve(options: Partial<GithubCommentsOptions> = {}): Promise<GithubComments> {
  const user = { login: "github-actions[bot]", type: "Bot" } as const;
  const server = await startGithubComments({ token: "ghs_token", user, repository: "octo-org/repo", number: 7, ...options });
  running.push(server);
  return server;
}

function write(apiUrl: string, given: Partial<PullRequestComment> = {}): Promise<CommentOutcome> {
  const send = createSend({ proxy: {}, tryTimeoutMs: 2_000, deadlineMs: 3_000 });
  return keepComment({
    apiUrl,
    token: "ghs_token",
    repository: "octo-org/repo",
    number: 7,
    key: "k",
    body: "text",
    send,
    ...given,
  });
}

const givenUp = (words: string) => ({ status: "given-up", warning: expect.stringContaining(words) });
const PRIMARY = "API rate limit exceeded for installation ID 1.";
const SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

describe("a rate limit", () => {
  it.each([
    [403, PRIMARY, "0"],
    [403, SECONDARY, "1"],
    [429, SECONDARY, "0"],
  ])("that passes soon is waited for (%d %s Retry-After: %s)", async (status, message, seconds) => {
    const server = await serve();
    server.refuse("GET", { status, message, headers: { "retry-after": seconds } });
    server.refuse("POST", { status, message, headers: { "retry-after": seconds } });
    const start = performance.now();
    expect(await write(server.url)).toMatchObject({ status: "created" });
    expect(performance.now() - start).toBeGreaterThanOrEqual(2 * 1_000 * Number(seconds) - 50);
    expect(server.comments).toHaveLength(1);
  });

  it("that ends at a time soon is waited for", async () => {
    const server = await serve();
    const reset = Math.ceil(Date.now() / 1_000) + 1;
    server.refuse("POST", {
      status: 403,
      message: PRIMARY,
      headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) },
    });
    expect(await write(server.url)).toMatchObject({ status: "created" });
    expect(Date.now()).toBeGreaterThanOrEqual(reset * 1_000 - 1_000);
  });

  it.each([
    ["is far", 403, PRIMARY, { "retry-after": "3600" }, " is reached. It asks to wait 60 min. The step goes on"],
    ["is far", 429, SECONDARY, { "retry-after": "3600" }, " is reached. It asks to wait 60 min. The step goes on"],
    ["is not known", 403, SECONDARY, {}, " is reached. The step goes on"],
    [
      "is far, as a time",
      403,
      PRIMARY,
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Math.ceil(Date.now() / 1_000) + 3_600) },
      " is reached.",
    ],
  ])("whose end %s is not waited for (%d)", async (_, status, message, headers, words) => {
    const server = await serve();
    server.refuse("POST", { status, message, headers });
    const start = performance.now();
    expect(await write(server.url)).toEqual(givenUp(`GitHub's rate limit${words}`));
    expect(performance.now() - start).toBeLessThan(1_500);
    expect(server.requests).toHaveLength(2);
  });

  it("that never ends is not asked for ever", async () => {
    const server = await serve();
    server.refuse("GET", ...Array(20).fill({ status: 403, message: SECONDARY, headers: { "retry-after": "0" } }));
    expect(await write(server.url)).toEqual(givenUp("rate limit is reached"));
    expect(server.requests).toHaveLength(3);
  });
});

describe("what the token may not", () => {
  it("names the permissions that are missing, and forks", async () => {
    const server = await serve({ readOnly: true });
    const outcome = await write(server.url);
    expect(outcome).toEqual(givenUp("\npermissions:\n  contents: read\n  pull-requests: write\n"));
    expect(outcome).toEqual(givenUp("On a pull request from a fork"));
    expect(server.requests).toHaveLength(2);
  });

  it("says that a token is not accepted", async () => {
    const server = await serve();
    expect(await write(server.url, { token: "ghs_other" })).toEqual(givenUp("GitHub does not accept `github-token`"));
  });

  it("says what GitHub says of a pull request that is locked, or cannot be seen", async () => {
    const server = await serve();
    server.refuse("POST", { status: 403, message: "Unable to create comment because issue is locked." });
    expect(await write(server.url)).toEqual(givenUp("answered 403: Unable to create comment because issue is locked. The step"));
    expect(await write(server.url, { number: 8 })).toEqual(
      givenUp("answered 404: Not Found. Can the token read this repository?"),
    );
  });
});

it.each(["../..", "octo-org", "a/b/c", "octo-org/..", "o/r?x=", ""])(
  "asks for no repository of the name %j",
  async (repository) => {
    const server = await serve();
    expect(await write(server.url, { repository })).toEqual(givenUp("is not of the form `owner/name`."));
    expect(server.requests).toEqual([]);
  },
);

it("gives up on an answer that GitHub does not give", async () => {
  for (const [body, words] of [
    ["<html>", "is not JSON"],
    ["{}", "unexpected form"],
    ['[null,1,{"id":"x"}]', "unexpected form"],
  ] as const) {
    const server = await startHttp((request, response) => response.end(request.method === "GET" ? body : "{}"));
    running.push(server);
    const outcome = await write(server.url);
    if (body.startsWith("[")) expect(outcome).toEqual({ status: "created", url: "" });
    else expect(outcome).toEqual(givenUp(words));
  }
});

it("takes the token to no other host", async () => {
  const far = await startHttp((_, response) => response.end("[]"));
  const near = await startHttp((_, response) => sendRedirect(response, far.url));
  running.push(far, near);
  expect(await write(near.url)).toEqual(givenUp("where this request must not go"));
  expect(far.requests).toEqual([]);
  const linking = await startHttp((_, response) => {
    response.setHeader("link", `<${far.url}/?page=2>; rel="next"`);
    response.end("[]");
  });
  running.push(linking);
  await write(linking.url);
  expect(far.requests).toEqual([]);
  expect(linking.requests.length).toBeGreaterThan(2);
});
