// One run of a step's main or post: the contexts it can name in expressions, its conditions, and the environment it hands on.
import { type ContextValue, type ExpressionScope, interpolate, type JsonObject, type StatusFunctions } from "./expressions.ts";
import type { CommandFiles } from "./file-commands.ts";
import type { JobState, Stage, StepInstance, StepScope } from "./job-state.ts";
import type { StepRecord } from "./step-record.ts";
import type { StepResult } from "./step-result.ts";

export interface StepRun {
  readonly job: JobState;
  readonly instance: StepInstance;
  readonly scope: StepScope;
  readonly stage: Stage;
  readonly record: StepRecord;
  /** The `env` context. */
  readonly env: Map<string, string>;
  readonly cancel: AbortController;
  /** Results of the steps of a composite action. */
  readonly inner: StepResult[];
}

/** Every context that a step can name; a place may allow fewer of them. */
export function contextsOf(run: StepRun): Readonly<Record<string, ContextValue>> {
  const { job, scope } = run;
  const steps = Object.fromEntries([...scope.steps].map(([id, entry]) => [id, { ...entry }]));
  const common = {
    github: githubOf(run),
    env: run.env,
    job: { status: job.status },
    runner: job.runner,
    matrix: job.matrix,
    strategy: { "fail-fast": true, "job-index": 0, "job-total": 1, "max-parallel": 1 },
    steps,
  };
  if (scope.composite !== undefined) return { ...common, inputs: Object.fromEntries(scope.composite.inputs) };
  return { ...common, inputs: {}, secrets: job.secrets, vars: {}, needs: {} };
}

/** The contexts and status functions of `post-if` (`runs-if` in action_yaml.json). */
export function postScope(run: StepRun): ExpressionScope {
  const { github, env, job, runner, matrix, strategy, inputs } = contextsOf(run);
  const contexts = { github, env, job, runner, matrix, strategy, inputs } as Record<string, ContextValue>;
  return { contexts, status: statusFunctions(run) };
}

/** The contexts and status functions of `if`. */
export function conditionScope(run: StepRun): ExpressionScope {
  return { contexts: contextsOf(run), status: statusFunctions(run) };
}

/** A text of the step: evaluated inside a composite action, as it is at the top of the job. */
export function textOf(run: StepRun, text: string): string {
  return run.scope.composite === undefined ? text : interpolate(text, { contexts: contextsOf(run) });
}

/** The `env` context: job and GITHUB_ENV, then the composite step's own, then the step's own. Throws when an expression is wrong. */
export function fillEnv(run: StepRun): void {
  for (const [name, value] of [...run.job.env, ...(run.scope.composite?.env ?? [])]) run.env.set(name, value);
  for (const [name, value] of [...run.instance.env].map(([key, text]): [string, string] => [key, textOf(run, text)]))
    run.env.set(name, value);
}

/** The `github` context of a step. */
export function githubOf(run: StepRun, files?: CommandFiles): JsonObject {
  const { composite } = run.scope;
  return {
    ...run.job.github,
    action: run.instance.contextName,
    action_repository: "",
    action_ref: "",
    ...(composite === undefined ? {} : { action_path: composite.directory, action_status: composite.status }),
    ...files,
  };
}

/** Inside a composite action, main steps ask for the status of the action; everything else asks for that of the job (SuccessFunction.cs). */
function statusFunctions(run: StepRun): StatusFunctions {
  const { job, scope, stage } = run;
  const status = () => (scope.composite !== undefined && stage === "main" ? scope.composite.status : job.status);
  return {
    success: () => status() === "success",
    failure: () => status() === "failure",
    cancelled: () => job.status === "cancelled",
  };
}
