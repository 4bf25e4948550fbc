// Runs built actions, composite actions and scripts the way a GitHub runner does, so that a test sees what users see.
//
//   const job = await startJob({ github: { event_name: "pull_request" } });
//   const setup = await job.uses("action-setup-libsql", { with: { instances: 3 } });
//   const check = await job.run('curl "$DATABASE_URL/health"');
//   const end = await job.finish();
//
// What is known to differ from GitHub: no `pre`, no Docker actions, no problem matchers, and none of the patterns of well-known
// tokens that GitHub's server adds to the masks.
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { removeFolders } from "./folders.ts";
import { runInstance, usesInstance } from "./instances.ts";
import type { JobOptions, RunOptions, UsesOptions } from "./job-options.ts";
import { cancelJob, type JobState, type StepInstance, type WrittenFile } from "./job-state.ts";
import { newJob } from "./new-job.ts";
import { sweepOrphans, type TrackedProcess, trackedProcesses } from "./orphans.ts";
import { runStage } from "./step.ts";
import type { JobStatus, StepResult } from "./step-result.ts";
import { type Turns, takeTurns } from "./turns.ts";

export interface JobEnd {
  readonly status: JobStatus;
  /** In the order in which they ran: the last action first. */
  readonly posts: readonly StepResult[];
  /** Processes that the job had left behind and that had to be killed. */
  readonly orphans: readonly TrackedProcess[];
  /** False on Windows, where nothing was looked for. */
  readonly orphansLookedFor: boolean;
  /** The log of "Complete job". */
  readonly log: readonly string[];
}

export interface JobOutputs {
  readonly kept: Readonly<Record<string, string>>;
  /** Names of those that GitHub drops because they hold something that is masked. */
  readonly dropped: readonly string[];
}

export interface Job extends AsyncDisposable {
  readonly workspace: string;
  /** RUNNER_TEMP */
  readonly temporary: string;
  readonly toolCache: string;
  readonly home: string;
  /** RUNNER_TRACKING_ID */
  readonly trackingId: string;
  readonly status: JobStatus;
  /** The results so far, posts included. */
  readonly steps: readonly StepResult[];
  /** Runs an action: a folder with an action.yml, absolute or relative to the repository. Throws when there is none that can run. */
  uses(path: string, options?: UsesOptions): Promise<StepResult>;
  /** Runs a script. */
  run(script: string, options?: RunOptions): Promise<StepResult>;
  /** Cancels the job, as the button on the web page does. */
  cancel(): void;
  /** What GitHub makes of values as outputs of the job: empty ones and ones with a secret in them do not get through. */
  outputs(values: Readonly<Record<string, string>>): JobOutputs;
  /** What was written into command files and summaries, unmasked, for leak checks. */
  files(): readonly WrittenFile[];
  /** The living processes that steps of this job have started. */
  processes(): Promise<TrackedProcess[]>;
  /** Runs the posts, the last action's first, sweeps orphans and removes the job's folders. */
  finish(): Promise<JobEnd>;
}

/** The root of this repository, five folders up from here in the sources and in the build. */
const REPOSITORY = fileURLToPath(new URL("../../../../../", import.meta.url));

/** Starts a job. End it with `finish()`; or with `await using`, which runs no posts and leaves nothing behind when a test throws. */
export async function startJob(options: JobOptions = {}): Promise<Job> {
  const state = await newJob(options);
  const repository = options.repository ?? REPOSITORY;
  const results: StepResult[] = [];
  const turns = takeTurns();
  const step = (make: () => Promise<StepInstance>): Promise<StepResult> =>
    turns.next(async () => {
      const result = await runStage(state, await make(), state.top, "main");
      results.push(result);
      return result;
    });
  return {
    workspace: state.folders.workspace,
    temporary: state.folders.temporary,
    toolCache: state.folders.toolCache,
    home: state.folders.home,
    trackingId: state.trackingId,
    get status() {
      return state.status;
    },
    steps: results,
    uses: (path, given = {}) => step(() => usesInstance(state, { path, repository, given, number: results.length + 1 })),
    run: (script, given = {}) => step(async () => runInstance(state, { script, given, number: results.length + 1 })),
    cancel: () => cancelJob(state),
    outputs: (values) => jobOutputs(state, values),
    files: () => [...state.files],
    processes: () => trackedProcesses(state.trackingId),
    finish: () => turns.last(() => finish(state, results)),
    [Symbol.asyncDispose]: () => abandon(state, turns),
  };
}

function jobOutputs(job: JobState, values: Readonly<Record<string, string>>): JobOutputs {
  const present = Object.entries(values).filter(([, value]) => value !== "");
  const kept = present.filter(([, value]) => job.masker.mask(value) === value);
  return { kept: Object.fromEntries(kept), dropped: present.filter((entry) => !kept.includes(entry)).map(([name]) => name) };
}

async function finish(job: JobState, results: StepResult[]): Promise<JobEnd> {
  const posts: StepResult[] = [];
  try {
    for (const post of job.posts.toReversed()) posts.push(await runStage(job, post, job.top, "post"));
    results.push(...posts);
    const { killed, supported } = await sweepOrphans(job.trackingId);
    const terminated = killed.map((one) => `Terminate orphan process: pid (${one.pid}) (${one.name})`);
    const log = ["Cleaning up orphan processes", ...terminated];
    return { status: job.status, posts, orphans: killed, orphansLookedFor: supported, log };
  } finally {
    await removeFolders(job.folders);
  }
}

const ABANDON_POLL_MS = 20;

/** Ends a job that a test has given up: whatever runs is killed, posts are not run. */
async function abandon(job: JobState, turns: Turns): Promise<void> {
  const current = turns.end();
  if (current === undefined) return;
  let settled = false;
  const done = (): void => {
    settled = true;
  };
  const settling = current.then(done, done);
  cancelJob(job);
  // A composite action may start another process after the one that was killed.
  while (!settled) {
    await sweepOrphans(job.trackingId);
    await Promise.race([settling, delay(ABANDON_POLL_MS)]);
  }
  await sweepOrphans(job.trackingId);
  await removeFolders(job.folders);
}
