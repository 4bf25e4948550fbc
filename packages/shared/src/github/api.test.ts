import type { ServerResponse } from "node:http";
import { afterEach, expect, it } from "vitest";
import { createSend } from "../network/send.ts";
import { type HttpFixture, startHttp } from "../testing/http.ts";
import { githubApi, repositoryPath } from "./api.ts";

const running: HttpFixture[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function apiOf(handler: (response: ServerResponse, index: number) => void, token: string | undefined = "tok") {
  const server = await startHttp((_, response, index) => handler(response, index));
  running.push(server);
  const send = createSend({ proxy: {}, tryTimeoutMs: 2_000, deadlineMs: 5_000 });
  return { server, api: githubApi(send, { apiUrl: `${server.url}/api/v3/`, token }) };
}

it("asks below the address of the API, with the token and the version it was written for", async () => {
  const { server, api } = await apiOf((response) => void response.end('{"a":1}'));
  expect(await api("PATCH", "/repos/o/r", { b: 2 })).toMatchObject({ value: { a: 1 }, hasNext: undefined, status: 200 });
  expect(server.requests).toMatchObject([
    {
      ...{ method: "PATCH", path: "/api/v3/repos/o/r", body: '{"b":2}' },
      headers: { authorization: "Bearer tok", accept: "application/vnd.github+json", "x-github-api-version": "2022-11-28" },
    },
  ]);
});

it.each([
  ['<https://x/?page=2>; rel="next", <https://x/?page=9>; rel="last"', true],
  ['<https://x/?page=1>; rel="prev"', false],
])("sees in `Link: %s` whether there is more", async (link, hasNext) => {
  const { api } = await apiOf((response) => void response.writeHead(200, { link }).end("[]"));
  expect(await api("GET", "/x")).toMatchObject({ value: [], hasNext });
});

it("has no value where the body is empty", async () => {
  const { api } = await apiOf((response) => void response.writeHead(204).end());
  expect(await api("DELETE", "/x")).toMatchObject({ value: undefined, hasNext: undefined, status: 204 });
});

it.each([
  ["GET", 2],
  ["PUT", 1],
  ["PATCH", 2],
  ["DELETE", 2],
  ["POST", 1],
] as const)(
  "asks so often with a %s that failed in passing: once where the answer to a second try would hide what became of the first",
  async (method, asked) => {
    const { server, api } = await apiOf((response, index) => void response.writeHead(index === 0 ? 502 : 200).end("{}"));
    await api(method, "/x").catch((fault: unknown) => expect(fault).toMatchObject({ status: 502 }));
    expect(server.requests).toHaveLength(asked);
  },
);

it("makes a path of a repository, and of nothing else", () => {
  expect(repositoryPath("octo-org/octo.repo_1")).toBe("/repos/octo-org/octo.repo_1");
  for (const name of ["", "octo-org", "a/b/c", "../..", "a/..", "a/b?x", "a /b", "a/b#"])
    expect(() => repositoryPath(name)).toThrow("is not of the form `owner/name`");
});
