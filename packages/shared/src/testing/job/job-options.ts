// What a test may ask of a job and of its steps. Everything is taken literally: no `${{ … }}` is evaluated in it but in `if`.
import type { GithubOptions, RunnerOptions } from "./contexts.ts";
import type { JsonObject } from "./expressions.ts";
import type { CancelGrace } from "./process.ts";

export interface JobOptions {
  /** GITHUB_WORKSPACE: an existing folder, which is kept. Not given: a new, empty one. */
  readonly workspace?: string;
  /** RUNNER_TOOL_CACHE: a folder to share between jobs, which is kept. Not given: a new, empty one. */
  readonly toolCache?: string;
  /** The repository that relative paths of actions lead into. Not given: this one. */
  readonly repository?: string;
  /** The job's `env`. */
  readonly env?: Readonly<Record<string, string>>;
  /** The `secrets` context: every value is masked from the start. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly github?: GithubOptions;
  readonly matrix?: JsonObject;
  readonly runner?: RunnerOptions;
  /** Debug logging: RUNNER_DEBUG=1, debug messages in the log. */
  readonly debug?: boolean;
  /** How long a cancelled step has after SIGINT and after SIGTERM. Not given: the runner's 7.5 s and 2.5 s. */
  readonly cancelGrace?: Partial<CancelGrace>;
}

export interface StepOptions {
  readonly id?: string;
  /** A condition; without a status function in it, the step runs only while the job has not failed. */
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly continueOnError?: boolean;
  /** Cancels the job while this step runs: when the promise settles, or at the first line of output for which the function says so. */
  readonly cancelAfter?: Promise<unknown> | ((line: string) => boolean);
}

export interface UsesOptions extends StepOptions {
  readonly with?: Readonly<Record<string, string | number | boolean>>;
}

export interface RunOptions extends StepOptions {
  /** Not given: bash with `-e`, as for a step that names no shell. */
  readonly shell?: "bash" | "sh";
  /** Relative to the workspace. */
  readonly workingDirectory?: string;
}
