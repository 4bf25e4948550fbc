// Runs the script of one step of a workflow as the runner does, to see that it can fail.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { HOUSE } from "../scripts/run-tool.ts";
import { readWorkflow, type Step } from "../scripts/workflows.ts";

export interface EndedStep {
  readonly code: number;
  readonly stdout: string;
  /** What it has written for outputs and for the summary. */
  readonly written: string;
}

/** A step by its name. @throws when the workflow has none of that name, or it has no script */
export function scriptStep(workflow: string, job: string, name: string): Step & { readonly run: string } {
  const step = readWorkflow(HOUSE, `.github/workflows/${workflow}`).jobs[job]?.steps?.find((one) => one.name === name);
  if (step?.run === undefined) throw new Error(`The job ${job} of ${workflow} has no step "${name}" with a script`);
  return { ...step, run: step.run };
}

/** @param given its environment. What else it names under `env` is empty, as where a step before it was skipped */
export async function runStep(
  { run, env = {} }: Step & { readonly run: string },
  given: Readonly<Record<string, string>>,
): Promise<EndedStep> {
  const folder = await mkdtemp(join(tmpdir(), "workflow-step-"));
  try {
    const file = join(folder, "written");
    await writeFile(file, "");
    const unset = Object.fromEntries(Object.keys(env).map((name) => [name, ""]));
    const { PATH = "" } = process.env;
    const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", run], {
      cwd: HOUSE,
      env: { PATH, GITHUB_OUTPUT: file, GITHUB_STEP_SUMMARY: file, ...unset, ...given },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
    return { code, stdout, written: await readFile(file, "utf8") };
  } finally {
    await rm(folder, { recursive: true });
  }
}
