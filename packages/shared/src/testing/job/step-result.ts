// What a test is told of a step, and how outcomes add up.
import type { Annotation } from "./annotation.ts";
import type { StepRecord } from "./step-record.ts";

export type JobStatus = "success" | "failure" | "cancelled";
export type Outcome = JobStatus | "skipped";

export interface StepResult {
  /** As the log names it: `Run ./action-x`, `Post Run ./action-x`. */
  readonly name: string;
  /** `./folder` of the action, or `run` for a script. */
  readonly action: string;
  /** What the step itself came to; `skipped` when its condition did not hold. */
  readonly outcome: Outcome;
  /** The same, but `success` for a failure that `continue-on-error` lets pass. */
  readonly conclusion: Outcome;
  /** Undefined when no process ran. That of the last process for a composite action. */
  readonly exitCode: number | undefined;
  readonly outputs: Readonly<Record<string, string>>;
  /** What the step set for later steps through GITHUB_ENV. */
  readonly env: Readonly<Record<string, string>>;
  /** What the step added through GITHUB_PATH, in its order. */
  readonly path: readonly string[];
  /** What the action has saved for its post. */
  readonly state: Readonly<Record<string, string>>;
  /** The step summary as users see it: masked, and empty when it was too large. */
  readonly summary: string;
  /** The log as users see it: masked, commands acted upon, the runner's own lines included. */
  readonly log: readonly string[];
  /** What the process printed, unmasked, for leak checks. */
  readonly rawStdout: string;
  readonly stderr: string;
  /** At most ten of a level, as on GitHub. */
  readonly annotations: readonly Annotation[];
  readonly droppedAnnotations: number;
  /** Titles of the groups that the action opened. */
  readonly groups: readonly string[];
  /** Values that the action registered as secrets, in order. */
  readonly masks: readonly string[];
  readonly durationMs: number;
  /** From the exit of the process to the end of its pipes. */
  readonly pipesHeldMs: number;
  /** A child kept stdout or stderr open: on GitHub the step takes 5 s longer. Never right. */
  readonly leakedPipes: boolean;
  /** The steps of a composite action. */
  readonly steps: readonly StepResult[];
}

export interface StepEnding {
  readonly name: string;
  readonly action: string;
  readonly outcome: Outcome;
  readonly conclusion: Outcome;
  readonly state: ReadonlyMap<string, string>;
  readonly durationMs: number;
  readonly steps: readonly StepResult[];
}

/** The result of a step that has ended. */
export function stepResult(record: StepRecord, ending: StepEnding): StepResult {
  return {
    ...ending,
    exitCode: record.exitCode,
    outputs: Object.fromEntries(record.outputs),
    env: Object.fromEntries(record.env),
    path: [...record.path],
    state: Object.fromEntries(ending.state),
    summary: record.summary,
    log: [...record.log],
    rawStdout: record.stdout,
    stderr: record.stderr,
    annotations: [...record.annotations],
    droppedAnnotations: record.droppedAnnotations,
    groups: [...record.groups],
    masks: [...record.masks],
    pipesHeldMs: record.pipesHeldMs,
    leakedPipes: record.leakedPipes,
  };
}

/** The worse of two: a cancelled job stays cancelled, a failure stays a failure (TaskResultUtil.cs). */
export function worse<T extends Outcome>(current: JobStatus, coming: T): JobStatus {
  if (current === "cancelled" || coming === "cancelled") return "cancelled";
  return current === "failure" || coming === "failure" ? "failure" : "success";
}
