// Rules for the jobs of this repository's workflows, besides those of test/workflow-rules.test.ts: none runs without an end or against itself, and those
// that act runs use nothing that act would have to fetch from GitHub.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";

interface Job {
  readonly if?: string;
  readonly uses?: string;
  readonly concurrency?: unknown;
  readonly "timeout-minutes"?: number;
  readonly steps?: readonly { readonly uses?: string }[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const HOUSE = join(import.meta.dirname, "..");
const MOST_MINUTES = 120;
const NOT_UNDER_ACT = "github.actor != 'nektos/act'";
const read = (file: string): Workflow => parse(readFileSync(join(HOUSE, file), "utf8"));

describe.each(globSync(".github/workflows/*.{yml,yaml}", { cwd: HOUSE }).sort())("%s", (file) => {
  const workflow = read(file);
  const own = Object.entries(workflow.jobs).filter(([, job]) => job.uses === undefined);

  it("ends every job in time", () => {
    for (const [name, job] of own) {
      expect(job["timeout-minutes"], name).toBeGreaterThan(0);
      expect(job["timeout-minutes"], name).toBeLessThanOrEqual(MOST_MINUTES);
    }
  });

  it("does not run against itself", () => {
    // One that is only called runs within the concurrency of its caller.
    if (Object.keys(workflow.on).join() === "workflow_call" || workflow.concurrency !== undefined) return;
    for (const [name, job] of Object.entries(workflow.jobs)) expect(job.concurrency, name).toBeDefined();
  });
});

test("the jobs of ci.yml that act runs use the checkout, which act does itself, and this repository's actions", () => {
  const { jobs } = read(".github/workflows/ci.yml");
  const run = Object.values(jobs).filter((job) => job.if !== NOT_UNDER_ACT);
  const foreign = run.flatMap(({ steps = [] }) => steps.flatMap(({ uses }) => (uses?.startsWith("./") ? [] : [uses])));
  expect(run).toHaveLength(2);
  expect(new Set(foreign.filter((uses) => uses !== undefined).map((uses) => uses.split("@")[0]))).toEqual(
    new Set(["actions/checkout"]),
  );
});
