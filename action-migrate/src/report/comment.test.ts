// The comment on a pull request, by the whole step: one for a command and a folder, and never by a way on which others could read the token.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type GithubComments, startGithubComments } from "@libsql-actions/shared/testing/github-comments";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runStep, workspace } from "../testing.ts";

const TOKEN = "ghs_canary_of_the_comment";
const path = workspace({
  "migrations/1_a.sql": "CREATE TABLE a (id INTEGER PRIMARY KEY);",
  "event.json": JSON.stringify({ pull_request: { number: 7 } }),
});
let github: GithubComments;
beforeAll(async () => {
  const user = { login: "github-actions[bot]", type: "Bot" } as const;
  github = await startGithubComments({ token: TOKEN, user, repository: "acme/app", number: 7 });
});
afterAll(async () => {
  await github.stop();
  rmSync(path, { recursive: true });
});

const plan = (apiUrl: string) =>
  runStep(
    path,
    { command: "plan", comment: "true", "github-token": TOKEN, "database-url": `file:${join(path, "a.db")}` },
    { GITHUB_API_URL: apiUrl, GITHUB_REPOSITORY: "acme/app", GITHUB_EVENT_PATH: join(path, "event.json") },
  );

it("shows the plan, and is brought up to date by the next step", async () => {
  expect(await plan(github.url)).toMatchObject({ ok: true, stdout: expect.stringContaining("comment created") });
  expect(github.comments[0]?.body).toContain("| 1 | a | pending |");
  writeFileSync(join(path, "migrations/2_b.sql"), "CREATE TABLE b (id INTEGER PRIMARY KEY);");
  expect(await plan(github.url)).toMatchObject({ ok: true, stdout: expect.stringContaining("comment updated") });
  expect(github.comments.map(({ body }) => body)).toEqual([expect.stringContaining("| 2 | b | pending |")]);
});

it("is left out where the token would travel in plain text, and the step passes", async () => {
  const { ok, stdout } = await plan("http://api.invalid/v3");
  expect(ok).toBe(true);
  expect(stdout).toMatch(
    /::warning.*No pull-request comment: GITHUB_API_URL is "http:\/\/api\.invalid\/v3": a token would go there in plain text/,
  );
});
