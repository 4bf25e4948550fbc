// What the steps of one job share. Every job has its own: jobs that run side by side in one process have nothing in common.
import type { Action } from "./action-metadata.ts";
import type { JsonObject, JsonValue } from "./expressions.ts";
import type { CommandFileName } from "./file-commands.ts";
import type { JobFolders } from "./folders.ts";
import type { SecretMasker } from "./mask.ts";
import type { CancelGrace } from "./process.ts";
import type { StepRecord } from "./step-record.ts";
import type { JobStatus, Outcome } from "./step-result.ts";

export interface JobState {
  readonly folders: JobFolders;
  readonly masker: SecretMasker;
  readonly trackingId: string;
  readonly debug: boolean;
  readonly grace: CancelGrace;
  readonly github: JsonObject;
  readonly runner: JsonObject;
  readonly matrix: JsonValue;
  readonly secrets: JsonObject;
  /** The environment of the runner itself. */
  readonly base: ReadonlyMap<string, string>;
  /** The job's own `env`, and what steps have set since. */
  readonly env: Map<string, string>;
  readonly prependPath: string[];
  readonly top: StepScope;
  /** Actions whose main has run and that have a post, in that order. */
  readonly posts: StepInstance[];
  readonly files: WrittenFile[];
  /** Called when the job is cancelled. */
  readonly onCancel: Set<() => void>;
  status: JobStatus;
}

/** What a step wrote into one of its command files, unmasked. */
export interface WrittenFile {
  readonly step: string;
  readonly file: CommandFileName;
  readonly content: string;
}

export interface StepEntry {
  readonly outputs: Readonly<Record<string, string>>;
  readonly outcome: Outcome;
  readonly conclusion: Outcome;
}

/** Where a step stands: in the workflow, or in a composite action. */
export interface StepScope {
  /** The `steps` context: id → what came of it. */
  readonly steps: Map<string, StepEntry>;
  readonly composite?: CompositeScope;
}

export interface CompositeScope {
  readonly inputs: ReadonlyMap<string, string>;
  readonly directory: string;
  /** The `env` of the composite step itself. */
  readonly env: ReadonlyMap<string, string>;
  readonly record: StepRecord;
  /** Steps of it that have a post and have run. */
  readonly posts: StepInstance[];
  status: JobStatus;
}

export type Stage = "main" | "post";

export interface UsesRuns {
  readonly kind: "uses";
  readonly action: Action;
  readonly with: ReadonlyMap<string, string>;
}

export interface ScriptRuns {
  readonly kind: "run";
  readonly script: string;
  readonly shell: string | undefined;
  readonly workingDirectory: string;
}

/**
 * One step: its main and its post share it. Texts are literal at the top of the job, where a test gives them as data, and have
 * `${{ … }}` in them inside a composite action.
 */
export interface StepInstance {
  readonly name: string;
  readonly id: string | undefined;
  readonly condition: string;
  readonly continueOnError: string;
  readonly env: ReadonlyMap<string, string>;
  readonly runs: UsesRuns | ScriptRuns;
  /** `github.action` */
  readonly contextName: string;
  readonly watch: ((line: string) => void) | undefined;
  /** Saved by main for post. */
  readonly state: Map<string, string>;
  /** For a composite action: its own `steps` context, and its steps that have a post and have run. */
  readonly innerSteps: Map<string, StepEntry>;
  readonly innerPosts: StepInstance[];
}

/** Marks the job as cancelled and lets the running step decide whether it goes on. */
export function cancelJob(job: JobState): void {
  job.status = "cancelled";
  for (const listener of [...job.onCancel]) listener();
}
