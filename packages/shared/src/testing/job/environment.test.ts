import { delimiter } from "node:path";
import { describe, expect, it } from "vitest";
import { githubContext, runnerContext } from "./contexts.ts";
import { baseEnvironment, inputVariable, stepEnvironment } from "./environment.ts";
import type { JobFolders } from "./folders.ts";

const folders: JobFolders = {
  root: "/job",
  home: "/job/home",
  temporary: "/job/work/_temp",
  toolCache: "/job/tool-cache",
  workspace: "/job/work/repo/repo",
  binaries: "/job/bin",
};

const NOTHING = {
  base: baseEnvironment(folders, "github_1"),
  env: new Map<string, string>(),
  state: new Map<string, string>(),
  inputs: new Map<string, string>(),
  prependPath: [],
  github: githubContext({}, folders),
  runner: runnerContext({ os: "Linux", arch: "X64" }, folders, false),
};

describe("stepEnvironment", () => {
  it("has the runner's variables and none of the caller's", () => {
    process.env["LEAK_FROM_CALLER"] = "1";
    const env = stepEnvironment(NOTHING);
    delete process.env["LEAK_FROM_CALLER"];
    expect(env).toMatchObject({
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_WORKSPACE: "/job/work/repo/repo",
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_API_URL: "https://api.github.com",
      GITHUB_REPOSITORY: "octo-org/octo-repo",
      GITHUB_REF_PROTECTED: "false",
      GITHUB_EVENT_PATH: expect.stringContaining("event.json"),
      RUNNER_OS: "Linux",
      RUNNER_ARCH: "X64",
      RUNNER_TEMP: "/job/work/_temp",
      RUNNER_TOOL_CACHE: "/job/tool-cache",
      RUNNER_TRACKING_ID: "github_1",
    });
    for (const name of ["LEAK_FROM_CALLER", "RUNNER_DEBUG", "GITHUB_TOKEN", "GITHUB_EVENT", "GITHUB_ACTION_PATH", "NODE_OPTIONS"])
      expect(env).not.toHaveProperty(name);
  });

  it("puts the last added folder first on PATH, before node and the system", () => {
    const { PATH } = stepEnvironment({ ...NOTHING, prependPath: ["/first", "/second"] });
    expect(PATH?.split(delimiter).slice(0, 3)).toEqual(["/second", "/first", "/job/bin"]);
    expect(stepEnvironment({ ...NOTHING, env: new Map([["PATH", "/own"]]), prependPath: ["/a"] })["PATH"]).toBe(
      `/a${delimiter}/own`,
    );
  });

  it("lets GITHUB_* and RUNNER_* win, and CI be changed", () => {
    const env = new Map([
      ["RUNNER_OS", "Plan9"],
      ["GITHUB_SHA", "0"],
      ["GITHUB_ACTIONS", "no"],
      ["CI", "false"],
      ["GITHUB_TOKEN", "x"],
    ]);
    const all = stepEnvironment({ ...NOTHING, env });
    expect(all).toMatchObject({ RUNNER_OS: "Linux", GITHUB_ACTIONS: "true", CI: "false", GITHUB_TOKEN: "x" });
    expect(all["GITHUB_SHA"]).toHaveLength(40);
  });

  it("names inputs and state as actions expect them", () => {
    const all = stepEnvironment({
      ...NOTHING,
      inputs: new Map([
        ["database-url", "u"],
        ["two words", "w"],
      ]),
      state: new Map([["pid", "7"]]),
    });
    expect(all).toMatchObject({ "INPUT_DATABASE-URL": "u", INPUT_TWO_WORDS: "w", STATE_pid: "7" });
    expect(inputVariable("a b-c")).toBe("INPUT_A_B-C");
  });

  it("makes the other addresses of a server's own one, and takes any key as given", () => {
    const github = githubContext({ server_url: "https://ghes.example", event_name: "pull_request", base_ref: "main" }, folders);
    expect(stepEnvironment({ ...NOTHING, github })).toMatchObject({
      GITHUB_SERVER_URL: "https://ghes.example",
      GITHUB_API_URL: "https://ghes.example/api/v3",
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_BASE_REF: "main",
    });
  });

  it("sets RUNNER_DEBUG in debug mode", () => {
    expect(stepEnvironment({ ...NOTHING, runner: runnerContext({}, folders, true) })["RUNNER_DEBUG"]).toBe("1");
  });
});
