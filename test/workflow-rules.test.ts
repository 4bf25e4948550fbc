// Rules that hold for every workflow of this repository: the least permission, and no text of an event in a script. That the actions of others
// are pinned is checked by scripts/check/workflows.ts.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly permissions?: unknown;
  readonly steps?: readonly Step[];
}
interface Workflow {
  readonly on: unknown;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const HOUSE = join(import.meta.dirname, "..");
const files = globSync(".github/workflows/*.{yml,yaml}", { cwd: HOUSE }).sort();
/** What somebody else than a maintainer can choose. */
const FOREIGN =
  /\$\{\{[^}]*\b(?:github\.event\.(?!_)|github\.head_ref|github\.ref_name|github\.actor|inputs\.|steps\.|needs\.)[^}]*\}\}/;

it("there are workflows to look at", () => {
  expect(files.length).toBeGreaterThan(0);
});

describe.each(files)("%s", (file) => {
  const text = readFileSync(join(HOUSE, file), "utf8");
  const workflow: Workflow = parse(text);
  const steps = Object.values(workflow.jobs).flatMap(({ steps = [] }) => steps);

  it("gives no permission to all jobs, and each job says which it needs", () => {
    expect(workflow.permissions).toEqual({});
    for (const [name, job] of Object.entries(workflow.jobs)) expect(job.permissions, name).toBeDefined();
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
});
