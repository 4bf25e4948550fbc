// Runs each example as what it is: a repository of its own, whose workflow names the actions as a user does.
import { copyFile, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HOUSE } from "../run-tool.ts";
import { git } from "../split-release/git.ts";
import { runWorkflow } from "./act.ts";
import type { Leg } from "./legs.ts";

/** The one workflow that each example has. */
export const EXAMPLE_WORKFLOW = ".github/workflows/test.yml";
/** The examples, and the jobs that each must have run. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  quickstart: ["test/test"],
  matrix: ["test/file", "test/turso-local", "test/memory", "test/side-by-side"],
  drizzle: ["test/test"],
  prisma: ["test/test"],
  "multi-tenant": ["test/tenants", "test/drill (stop)", "test/drill (continue)"],
};
/** What the workflows of the examples call this repository. */
const PUBLISHED = "libsql-actions/libsql-actions@v1";
/** What of this checkout is needed when it is used as actions. */
const ACTION_FILES = ["action-*/action.yml", "action-*/*/action.yml", "action-*/dist/*"];
/** `prisma generate` fetches an engine from Prisma's own host before it begins, and never starts it: any file that is there will do. */
const STEP_ENVIRONMENT = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1" };
const AUTHOR = {
  GIT_AUTHOR_NAME: "Example",
  GIT_AUTHOR_EMAIL: "example@example.com",
  GIT_COMMITTER_NAME: "Example",
  GIT_COMMITTER_EMAIL: "example@example.com",
};

/**
 * Runs the examples of this checkout, one after the other.
 * @param folder an existing empty folder
 * @returns the jobs, named `<example>: <job>`. An example that could not be run, or left a job out, has one of its own name that failed
 */
export async function examplesRun(folder: string): Promise<Leg[]> {
  // act copies the repository of an action whole, for every step that uses it.
  const actions = join(folder, "actions");
  await copyListed(HOUSE, ACTION_FILES, actions);
  const legs: Leg[] = [];
  for (const [name, jobs] of Object.entries(EXAMPLES)) {
    const started = performance.now();
    const own = join(folder, name);
    try {
      const ran = await runExample(name, own, actions);
      legs.push(...ran.map((leg) => ({ ...leg, name: `${name}: ${leg.name}` })));
      const missing = jobs.filter((job) => !ran.some((leg) => leg.name === job));
      if (missing.length > 0) throw new Error(`These jobs did not run: ${missing.join(", ")}`);
    } catch (error) {
      const log = (error instanceof Error ? error.message : String(error)).split("\n");
      legs.push({ name, passed: false, milliseconds: performance.now() - started, log });
    } finally {
      // Some have hundreds of megabytes of packages.
      await rm(own, { recursive: true, force: true });
    }
  }
  return legs;
}

async function runExample(name: string, folder: string, actions: string): Promise<Leg[]> {
  const checkout = join(folder, "repository");
  const run = join(folder, "run");
  await mkdir(run, { recursive: true });
  await makeRepository(join(HOUSE, "examples", name), checkout);
  const localRepositories = { [PUBLISHED]: actions };
  return runWorkflow({ workflow: EXAMPLE_WORKFLOW, folder: run, checkout, localRepositories, env: STEP_ENVIRONMENT });
}

/** A git repository at `target` with one commit: what a clone would have of the folder. */
export async function makeRepository(source: string, target: string): Promise<void> {
  await copyListed(source, ["."], target);
  git(target, ["init", "--quiet", "--initial-branch=main"]);
  git(target, ["add", "--all"]);
  git(target, ["commit", "--quiet", "--message=Example"], { env: AUTHOR });
}

/** Copies the files that git knows or would add, as they stand in the work tree. */
async function copyListed(source: string, patterns: readonly string[], target: string): Promise<void> {
  const listed = git(source, ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...patterns]).toString(
    "utf8",
  );
  for (const file of listed.split("\0").filter((name) => name !== "")) {
    await mkdir(dirname(join(target, file)), { recursive: true });
    await copyFile(join(source, file), join(target, file));
  }
}
