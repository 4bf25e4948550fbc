// What becomes of a step whose secrets are not there: runs for forks, Dependabot's, and all others.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runOrigin } from "./run-origin.ts";
import { directory, goneUrl, HASTY, issuer, serve, useSteps, validate } from "./testing.ts";

useSteps();

let events = 0;
function eventFile(payload: unknown): string {
  const file = join(directory, `event-${++events}.json`);
  writeFileSync(file, typeof payload === "string" ? payload : JSON.stringify(payload));
  return file;
}
const pullRequest = (head: unknown, base: unknown = { full_name: "acme/app" }) =>
  eventFile({ pull_request: { head: { repo: head }, base: { repo: base } } });
const ENVIRONMENT = { GITHUB_EVENT_NAME: "pull_request", GITHUB_REPOSITORY: "acme/app", GITHUB_ACTOR: "somebody" };
const forkRun = () => ({ ...ENVIRONMENT, GITHUB_EVENT_PATH: pullRequest({ full_name: "other/app", fork: true }) });

describe("a run", () => {
  it.each<[string, Record<string, string>, string]>([
    ["for a pull request from a fork", forkRun(), "fork"],
    ["for one whose fork is gone", { ...ENVIRONMENT, GITHUB_EVENT_PATH: pullRequest(null) }, "fork"],
    ["for one whose base is not told", { ...ENVIRONMENT, GITHUB_EVENT_PATH: pullRequest({ full_name: "x/app" }, null) }, "fork"],
    ["for a branch", { ...ENVIRONMENT, GITHUB_EVENT_PATH: pullRequest({ full_name: "acme/app" }) }, "own"],
    [
      "for a branch of a repository that is a fork itself",
      { ...ENVIRONMENT, GITHUB_EVENT_PATH: pullRequest({ full_name: "acme/app", fork: true }) },
      "own",
    ],
    ["with the secrets of the base", { ...forkRun(), GITHUB_EVENT_NAME: "pull_request_target" }, "own"],
    ["for a review in a fork", { ...forkRun(), GITHUB_EVENT_NAME: "pull_request_review" }, "fork"],
    ["of Dependabot", { GITHUB_EVENT_NAME: "push", GITHUB_ACTOR: "dependabot[bot]" }, "dependabot"],
    ["for a push", { GITHUB_EVENT_NAME: "push", GITHUB_ACTOR: "somebody" }, "own"],
    ["whose payload is broken", { ...ENVIRONMENT, GITHUB_EVENT_PATH: eventFile("{") }, "own"],
    ["whose payload is another's", { ...ENVIRONMENT, GITHUB_EVENT_PATH: eventFile([1]) }, "own"],
    ["whose payload is not there", { ...ENVIRONMENT, GITHUB_EVENT_PATH: join(directory, "none.json") }, "own"],
    ["outside of GitHub", {}, "own"],
  ])("%s", async (_, environment, kind) => expect((await runOrigin(environment)).kind).toBe(kind));
});

describe("with `on-missing: skip`", () => {
  it("a fork's run is skipped, and says exactly why and what to do", async () => {
    const { outputs, error, log, summary, findings } = await validate({ "on-missing": "skip" }, forkRun());
    expect(error).toBe("");
    expect(outputs).toMatchObject({ valid: "", skipped: "true", access: "" });
    expect(findings).toEqual([
      "TURSO_DATABASE_URL presence not-checked missing",
      "TURSO_AUTH_TOKEN presence not-checked missing",
    ]);
    expect(log).toContain("::notice::Nothing was checked, since TURSO_DATABASE_URL, TURSO_AUTH_TOKEN are not set");
    expect(log).toContain("This run is for a pull request from a fork, and GitHub gives it no secrets.");
    expect(log).toContain("backend: turso-local");
    expect(log).not.toContain("Set `on-missing: skip`");
    expect(summary).toContain("### Database secrets: skipped");
  });

  it("Dependabot's is, and says where its secrets are", async () => {
    const environment = { GITHUB_ACTOR: "dependabot[bot]", GITHUB_EVENT_NAME: "pull_request", TURSO_DATABASE_URL: "libsql://h" };
    const { outputs, log } = await validate({ "on-missing": "skip" }, environment);
    expect(outputs).toMatchObject({ valid: "", skipped: "true" });
    expect(log).toContain("::notice::Nothing was checked, since TURSO_AUTH_TOKEN is not set");
    expect(log).toContain("--app dependabot");
    expect(log).not.toContain("set `on-missing: skip`");
  });

  it("any other is too, with a warning", async () => {
    const { outputs, log, error } = await validate({ "on-missing": "skip", checks: "connect" });
    expect({ error, skipped: outputs["skipped"] }).toEqual({ error: "", skipped: "true" });
    expect(log).toContain("::warning::Nothing was checked");
    expect(log).toContain("Nothing about this run says why");
  });

  it("one that has all is checked", async () => {
    const environment = { TURSO_DATABASE_URL: await goneUrl(), TURSO_AUTH_TOKEN: issuer.token({}) };
    const { outputs, error } = await validate({ "on-missing": "skip", checks: "connect" }, environment, HASTY);
    expect(outputs).toMatchObject({ valid: "false", skipped: "false" });
    expect(error).not.toBe("");
  });
});

describe("with `on-missing: warn`", () => {
  it("the step passes, warns, and is not valid", async () => {
    const { outputs, error, log, findings } = await validate({ "on-missing": "warn" });
    expect(error).toBe("");
    expect(outputs).toMatchObject({ valid: "false", skipped: "false" });
    expect(findings).toContain("TURSO_DATABASE_URL presence warning missing");
    expect(log).toContain("::warning::TURSO_DATABASE_URL: The environment of this step has no such variable.");
  });

  it("also where the server asks for the token that is not there", async () => {
    const server = await serve((_, response) => response.writeHead(401).end('{"error":"header expected but none given"}'));
    const { outputs, error, findings } = await validate({ "on-missing": "warn", "database-url": server.url, checks: "connect" });
    expect({ error, valid: outputs["valid"], findings }).toEqual({
      error: "",
      valid: "false",
      findings: ["TURSO_AUTH_TOKEN connect warning missing"],
    });
  });

  it("whatever else is wrong fails", async () => {
    const { error } = await validate({ "on-missing": "warn" }, { TURSO_DATABASE_URL: "postgres://h/db" });
    expect(error).toContain("It is the URL of something other than a libSQL database.");
  });
});

it("with `on-missing: fail`, a fork's run fails and says why", async () => {
  const { outputs, error } = await validate({}, forkRun());
  expect(outputs).toMatchObject({ valid: "false", skipped: "false" });
  expect(error).toContain("This run is for a pull request from a fork, and GitHub gives it no secrets. Set `on-missing: skip`");
});
