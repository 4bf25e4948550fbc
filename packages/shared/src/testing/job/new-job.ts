// Makes the state of a job out of what a test asks for: its folders, its contexts, its environment, its first secrets.
import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { eventFile, githubContext, runnerContext } from "./contexts.ts";
import { baseEnvironment } from "./environment.ts";
import { createFolders } from "./folders.ts";
import type { JobOptions } from "./job-options.ts";
import type { JobState } from "./job-state.ts";
import { SecretMasker } from "./mask.ts";
import { RUNNER_GRACE } from "./process.ts";

/** The state of a job before its first step. The token of the job is masked from the start, also in the form git sends it. */
export async function newJob(options: JobOptions): Promise<JobState> {
  const folders = await createFolders(options);
  const debug = options.debug ?? false;
  const trackingId = `github_${randomUUID()}`;
  const github = githubContext(options.github ?? {}, folders);
  const masker = new SecretMasker();
  const basicToken = Buffer.from(`x-access-token:${github.token}`).toString("base64");
  for (const secret of [github.token, basicToken, ...Object.values(options.secrets ?? {})]) masker.add(secret.trim());
  await mkdir(dirname(eventFile(folders)), { recursive: true });
  await writeFile(eventFile(folders), JSON.stringify(github["event"], undefined, 2));
  return {
    folders,
    masker,
    trackingId,
    debug,
    grace: { ...RUNNER_GRACE, ...options.cancelGrace },
    github,
    runner: runnerContext(options.runner ?? {}, folders, debug),
    matrix: options.matrix ?? null,
    secrets: { ...options.secrets, GITHUB_TOKEN: github.token },
    base: baseEnvironment(folders, trackingId),
    env: new Map(Object.entries(options.env ?? {})),
    prependPath: [],
    top: { steps: new Map() },
    posts: [],
    files: [],
    onCancel: new Set(),
    status: "success",
  };
}
