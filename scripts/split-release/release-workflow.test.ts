// What release.yml must keep to, whatever else changes in it. Its first job runs in .ci/run; the others need GitHub.
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { expect, it } from "vitest";
import { ACTIONS } from "../names.ts";
import { HOUSE } from "../run-tool.ts";
import { readWorkflow } from "../workflows.ts";

const { jobs } = readWorkflow(HOUSE, ".github/workflows/release.yml");
const stepsOf = (job: string) => jobs[job]?.steps ?? [];
const indexOf = (job: string, text: string) => stepsOf(job).findIndex(({ run = "" }) => run.includes(text));

it("publishes nothing that was not tested, split and drafted before", () => {
  expect(Object.keys(jobs)).toEqual(["split", "test", "draft", "publish"]);
  expect(jobs["draft"]?.needs).toEqual(["split", "test"]);
  expect(jobs["publish"]?.needs).toEqual(["split", "draft"]);
});

it("runs under act as far as GitHub is not needed, with no action of others but the checkout", () => {
  const withoutAct = Object.entries(jobs).filter(([, job]) => job.if === "github.actor != 'nektos/act'");
  expect(withoutAct.map(([name]) => name)).toEqual(["test", "draft", "publish"]);
  const used = stepsOf("split").flatMap(({ uses }) => uses ?? []);
  expect(used.map((uses) => uses.split("@")[0])).toEqual(["actions/checkout"]);
});

it.each(["draft", "publish"])(
  "in `%s`, holds what it has split against the checksums of the job `split` before it does anything with it",
  (job) => {
    const compared = indexOf(job, "sha256sum --check --strict");
    expect(stepsOf(job)[compared]?.env).toEqual({ SUMS: "${{ needs.split.outputs.sums }}" });
    expect(stepsOf(job)[compared]?.run).toContain("node scripts/split-release.ts");
    const used = stepsOf(job).findIndex(({ run = "", uses = "" }) =>
      /\bgh release|push-release|actions\/attest/.test(run + uses),
    );
    expect(compared).toBeLessThan(used);
  },
);

it("moves the major tag behind the publication of an immutable release, of the newest version only, and gives it no release", () => {
  const published = indexOf("publish", "--draft=false");
  expect(stepsOf("publish")[published]?.run).toContain(".immutable");
  const moves = stepsOf("publish").flatMap((step, index) => (step.run?.includes("$MAJOR") ? [{ ...step, index }] : []));
  expect(moves).toHaveLength(2);
  for (const { index, if: condition } of moves) {
    expect(index).toBeGreaterThan(published);
    expect(condition).toBe("needs.split.outputs.newest == 'true'");
  }
  for (const { run = "" } of Object.values(jobs).flatMap(({ steps = [] }) => steps))
    expect(run).not.toMatch(/gh release (?:create|edit)[^\n]*MAJOR/);
});

it("has scripts that need nothing but Node and git: no job that publishes installs a package", () => {
  const runs = stepsOf("publish").flatMap(({ run = "" }) =>
    [...run.matchAll(/node (scripts\/[\w-]+\.ts)/g)].map(([, file = ""]) => file),
  );
  const reached = new Set(["scripts/release-tag.ts", ...runs]);
  const packages = new Set<string>();
  for (const file of reached)
    for (const [, name = ""] of readFileSync(join(HOUSE, file), "utf8").matchAll(/(?:\bfrom|\bimport\(?)\s*"([^"]+)"/g)) {
      if (name.startsWith(".")) reached.add(posix.join(posix.dirname(file), name));
      else if (!name.startsWith("node:")) packages.add(name);
    }
  expect(reached).toContain("scripts/split-release/push.ts");
  expect([...packages]).toEqual([]);
});

it("gives the deploy keys, one a repository, to the steps that push, behind the environment's reviewers", () => {
  const keys = ACTIONS.map((action) => `DEPLOY_KEY_${action.toUpperCase().replaceAll("-", "_")}`);
  for (const [name, { steps = [], environment }] of Object.entries(jobs))
    for (const { run = "", env = {} } of steps) {
      const secrets = Object.keys(env).filter((key) => env[key]?.includes("secrets."));
      expect(secrets).toEqual(run.includes("push-release.ts") ? keys : []);
      if (secrets.length > 0) expect([name, environment]).toEqual(["publish", "release"]);
    }
});
