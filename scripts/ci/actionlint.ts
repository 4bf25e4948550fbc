// Holds every workflow of the checkout against actionlint (https://github.com/rhysd/actionlint). Exceptions, with their reasons, are in
// .github/actionlint.yaml. Of the action.yml files it reads those that a workflow uses as `./action-x`.
import { join } from "node:path";
import { exampleWorkflows, ownWorkflows } from "../workflows.ts";
import { runCommand } from "./command.ts";
import { installGoProgram } from "./go-program.ts";
import type { Leg } from "./legs.ts";

const VERSION = "v1.7.12";
const LIMIT_MS = 60_000;

/** One entry for all workflows. @param checkout the folder that holds them @throws when Go is missing, or actionlint cannot run */
export async function runActionlint(checkout: string): Promise<Leg[]> {
  const module = `github.com/rhysd/actionlint/cmd/actionlint@${VERSION}`;
  const program = await installGoProgram({ name: "actionlint", module }, `actionlint-${VERSION}`);
  const config = join(checkout, ".github", "actionlint.yaml");
  // Whether shellcheck and pyflakes happen to be installed must not change what is found.
  const options = ["-no-color", "-shellcheck=", "-pyflakes=", "-config-file", config];
  const files = workflowsOf(checkout);
  const started = performance.now();
  const line = [program, ...options, ...files] as const;
  const { code, output } = await runCommand({ line, env: process.env, limitMs: LIMIT_MS, shown: false });
  // 0: nothing found, 1: findings; above: it could not do its work.
  if (code > 1) throw new Error(`actionlint ended with exit code ${code}:\n${output}`);
  const name = `actionlint (${files.length} files)`;
  return [{ name, passed: code === 0, milliseconds: performance.now() - started, log: output.split("\n") }];
}

/** The paths of the repository's workflows and of those of its examples. */
function workflowsOf(checkout: string): string[] {
  const found = [...ownWorkflows(checkout), ...exampleWorkflows(checkout)];
  if (found.length === 0) throw new Error(`${checkout} has no workflows`);
  return found.map((file) => join(checkout, file));
}
