// Runs each example as what it is: a repository of its own, whose workflow names the actions as a user does.
import { cpSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { listFiles } from "../git.ts";
import { HOUSE } from "../run-tool.ts";
import { makeRepository } from "../throwaway-repository.ts";
import { runWorkflow } from "./act.ts";
import type { Leg } from "./legs.ts";
import { publish } from "./published.ts";
import { requireLegs } from "./require-legs.ts";

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
/** `prisma generate` fetches an engine from Prisma's own host before it begins, and never starts it: any file that is there will do. */
const STEP_ENVIRONMENT = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1" };

/**
 * Runs the examples, one after the other.
 * @param folder an existing empty folder
 * @returns the legs, named `<example>: <leg>`. An example of which other jobs ran than were meant to has one of its own name that failed
 */
export async function examplesRun(folder: string): Promise<Leg[]> {
  const localRepositories = publish(join(folder, "release"));
  const legs: Leg[] = [];
  for (const [name, jobs] of Object.entries(EXAMPLES)) {
    const started = performance.now();
    const own = join(folder, name);
    try {
      const ran = requireLegs(await runExample(name, own, localRepositories), jobs);
      legs.push(...ran.map((leg) => ({ ...leg, name: `${name}: ${leg.name}` })));
    } catch (error) {
      legs.push({ name, passed: false, milliseconds: performance.now() - started, log: errorMessage(error).split("\n") });
    } finally {
      // Each has packages of its own, and a copy of them.
      await rm(own, { recursive: true, force: true });
    }
  }
  return legs;
}

async function runExample(name: string, folder: string, localRepositories: Readonly<Record<string, string>>): Promise<Leg[]> {
  const checkout = join(folder, "repository");
  copyExample(join(HOUSE, "examples", name), checkout);
  makeRepository(checkout, `acme/${name}`);
  const run = { workflow: EXAMPLE_WORKFLOW, folder: join(folder, "act"), checkout, localRepositories, env: STEP_ENVIRONMENT };
  return runWorkflow(run);
}

/** Copies what a clone would have of the folder. */
export function copyExample(source: string, target: string): void {
  for (const file of listFiles(source)) cpSync(join(source, file), join(target, file));
}
