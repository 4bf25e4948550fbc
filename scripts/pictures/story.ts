// What a picture shows: a step in a job of its own, in the workspace of somebody who has the example as their repository.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Job, startJob } from "@libsql-actions/shared/testing/job/job";
import type { StepResult } from "@libsql-actions/shared/testing/job/step-result";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { HOUSE } from "../run-tool.ts";

/** One step whose summary is shown. */
export interface Story {
  /** Of the picture's file. */
  readonly name: string;
  readonly outcome: "success" | "failure";
  /** Environment of the job: what a workflow would take from its secrets. */
  readonly env?: Readonly<Record<string, string>>;
  /** Does in the job what leads to the step, and answers with the step. */
  play(job: Job): Promise<StepResult>;
}

/** The summary that the step of a story writes, as Markdown. Throws with the log when the step does not end as the story says. */
export async function tell({ name, outcome, env = {}, play }: Story): Promise<string> {
  const workspace = await mkdtemp(join(tmpdir(), "pictures-"));
  const toolCache = await filledToolCache();
  try {
    for (const file of ["migrations", "seed.yaml"])
      await cp(join(HOUSE, "examples", "agent-memory", file), join(workspace, file), { recursive: true });
    await using job = await startJob({ workspace, toolCache, env, repository: HOUSE });
    const step = await play(job);
    // An action that is given up without its post would leave a server to the sweep.
    await job.finish();
    if (step.outcome !== outcome || step.summary === "") throw new Error(`${name}: ${step.outcome}\n${step.log.join("\n")}`);
    return step.summary;
  } finally {
    await Promise.all([workspace, toolCache].map((folder) => rm(folder, { recursive: true })));
  }
}
