// Holds every workflow and action.yml of the checkout against zizmor (https://docs.zizmor.sh), which knows how they are attacked. Exceptions, with
// their reasons, are in .github/zizmor.yml. Nothing is asked of the network; .github/workflows/zizmor.yml does that.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { exampleWorkflows } from "../workflows.ts";
import { runCommand } from "./command.ts";
import type { Leg } from "./legs.ts";
import { installPythonProgram } from "./python-program.ts";

const LIMIT_MS = 120_000;
/** Exit codes from 11 on say how severe the worst finding is (https://docs.zizmor.sh/usage/#exit-codes). */
const FOUND_CODE = 11;

/**
 * One entry for the repository and one for its examples. @param checkout the folder that holds them
 * @throws when Python is missing, or zizmor cannot run
 */
export async function runZizmor(checkout: string): Promise<Leg[]> {
  const requirements = join(checkout, ".github", "zizmor-requirements.txt");
  const program = await installPythonProgram({ name: "zizmor", requirements }, `zizmor-${await versionIn(requirements)}`);
  const line = [program, "--offline", "--strict-collection", "--no-progress", "--color=never"] as const;
  const configured = [...line, "--config", join(checkout, ".github", "zizmor.yml")] as const;
  // What zizmor calls pedantic is asked of our own workflows. Examples are as short as a user's.
  const legs = [await audit("zizmor", [...configured, "--persona=pedantic", checkout])];
  // In a folder, zizmor takes the workflows of its root only.
  const examples = exampleWorkflows(checkout);
  if (examples.length > 0)
    legs.push(await audit("zizmor, examples", [...configured, ...examples.map((file) => join(checkout, file))]));
  return legs;
}

async function audit(name: string, line: readonly [string, ...string[]]): Promise<Leg> {
  const started = performance.now();
  const { code, output } = await runCommand({ line, env: process.env, limitMs: LIMIT_MS, shown: false });
  if (code !== 0 && code < FOUND_CODE) throw new Error(`zizmor ended with exit code ${code}:\n${output}`);
  const log = output.split("\n");
  const files = log.filter((text) => text.includes("completed")).length;
  if (files === 0) throw new Error(`zizmor looked at nothing:\n${output}`);
  return { name: `${name} (${files} files)`, passed: code === 0, milliseconds: performance.now() - started, log };
}

async function versionIn(requirements: string): Promise<string> {
  const version = /^zizmor==(\S+)/m.exec(await readFile(requirements, "utf8"))?.[1];
  if (version === undefined) throw new Error(`${requirements} does not name a version of zizmor`);
  return version;
}
