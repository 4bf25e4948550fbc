// Rules that hold for every workflow of this repository: the least permission, no text of an event in a script, an end for every job, and none that runs
// against itself. That the actions of others are pinned is checked by scripts/check/workflows.ts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HOUSE } from "../scripts/run-tool.ts";
import { ownWorkflows, readWorkflow } from "../scripts/workflows.ts";

const MOST_MINUTES = 120;
const NOT_UNDER_ACT = "github.actor != 'nektos/act'";
/** What somebody else than a maintainer can choose. */
const FOREIGN =
  /\$\{\{[^}]*\b(?:github\.event\.(?!_)|github\.head_ref|github\.ref_name|github\.actor|inputs\.|steps\.|needs\.)[^}]*\}\}/;
const files = ownWorkflows(HOUSE);

it("there are workflows to look at", () => {
  expect(files).toContain(".github/workflows/ci.yml");
});

describe.each(files)("%s", (file) => {
  const text = readFileSync(join(HOUSE, file), "utf8");
  const workflow = readWorkflow(HOUSE, file);
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, { steps = [] }]) => steps);

  it("gives no permission to all jobs, and each job says which it needs", () => {
    expect(workflow.permissions).toEqual({});
    for (const [name, job] of jobs) expect(job.permissions, name).toBeDefined();
  });

  it("does not run with the rights of the base for the code of a fork", () => {
    expect(text).not.toMatch(/^\s*(?:- )?(?:pull_request_target|workflow_run)\b/m);
  });

  it("leaves no token in a checkout", () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    for (const { with: given } of checkouts) expect(given?.["persist-credentials"]).toBe(false);
  });

  it("puts no text of an event, an input or an output into a script", () => {
    for (const { run = "" } of steps) expect(run).not.toMatch(FOREIGN);
  });

  it("ends every job in time", () => {
    for (const [name, job] of jobs.filter(([, { uses }]) => uses === undefined)) {
      expect(job["timeout-minutes"], name).toBeGreaterThan(0);
      expect(job["timeout-minutes"], name).toBeLessThanOrEqual(MOST_MINUTES);
    }
  });

  it("does not run against itself", () => {
    // One that is only called runs within the concurrency of its caller.
    if (Object.keys(workflow.on as object).join() === "workflow_call" || workflow.concurrency !== undefined) return;
    for (const [name, job] of jobs) expect(job.concurrency, name).toBeDefined();
  });
});

it("what act runs of ci.yml uses the checkout, which act does itself, and this repository's actions", () => {
  const { jobs } = readWorkflow(HOUSE, ".github/workflows/ci.yml");
  const run = Object.entries(jobs).filter(([, job]) => job.if !== NOT_UNDER_ACT);
  expect(run.map(([name]) => name)).toEqual(["dogfood", "dogfood-cloud"]);
  const used = run.flatMap(([, { steps = [] }]) => steps.flatMap(({ uses }) => uses ?? []));
  const foreign = used.filter((uses) => !uses.startsWith("./")).map((uses) => uses.split("@")[0]);
  expect(new Set(foreign)).toEqual(new Set(["actions/checkout"]));
});
