// The life of a step: its condition, its action or script, its command files, and what that means for the job
// (actions/runner src/Runner.Worker/StepsRunner.cs, ActionRunner.cs, Handlers/CompositeActionHandler.cs).
import { type Action, type CompositeRuns, type CompositeStep, hasPost } from "./action-metadata.ts";
import { bareConditionHolds, conditionHolds, interpolate } from "./expressions.ts";
import { type CommandFiles, createCommandFiles, processCommandFiles } from "./file-commands.ts";
import { printAction, runNode, runScript } from "./handlers.ts";
import { evaluateInputs } from "./inputs.ts";
import type { JobState, Stage, StepInstance, StepScope, UsesRuns } from "./job-state.ts";
import { StepRecord } from "./step-record.ts";
import { type JobStatus, type Outcome, type StepResult, stepResult, worse } from "./step-result.ts";
import { conditionScope, contextsOf, fillEnv, postScope, type StepRun, textOf } from "./step-run.ts";

/** Runs the main or the post of a step to its end, and counts what came of it towards the job or the composite action around it. */
export async function runStage(job: JobState, instance: StepInstance, scope: StepScope, stage: Stage): Promise<StepResult> {
  const startedAt = performance.now();
  const watch = stage === "main" ? instance.watch : undefined;
  const record = new StepRecord({ masker: job.masker, debug: job.debug, parent: scope.composite?.record, watch });
  const run: StepRun = { job, instance, scope, stage, record, env: new Map(), cancel: new AbortController(), inner: [] };
  const outcome = await outcomeOf(run);
  const conclusion = outcome === "failure" && continues(run) ? "success" : outcome;
  count(run, outcome, conclusion);
  return stepResult(record, {
    name: stage === "main" ? instance.name : `Post ${instance.name}`,
    action: instance.runs.kind === "uses" ? instance.runs.action.reference : "run",
    outcome,
    conclusion,
    state: instance.state,
    durationMs: performance.now() - startedAt,
    steps: run.inner,
  });
}

async function outcomeOf(run: StepRun): Promise<Outcome> {
  const { job, record } = run;
  try {
    fillEnv(run);
    if (!holds(run)) return "skipped";
  } catch (error) {
    return fail(run, error);
  }
  const reconsider = (): void => {
    // Since runner 2.306 the cancel of the job is the status of a running composite action, too (actions/runner#2638).
    if (run.scope.composite !== undefined) run.scope.composite.status = "cancelled";
    if (!stillHolds(run)) run.cancel.abort();
  };
  job.onCancel.add(reconsider);
  try {
    const outcome = await execute(run).catch((error: unknown) => fail(run, error));
    return record.commandFailed ? worse(outcome, "failure") : outcome;
  } finally {
    job.onCancel.delete(reconsider);
  }
}

function fail(run: StepRun, error: unknown): "failure" {
  run.record.error(error instanceof Error ? error.message : String(error));
  return "failure";
}

function holds(run: StepRun): boolean {
  const { instance, stage } = run;
  if (stage === "main") return conditionHolds(instance.condition, conditionScope(run));
  const runs = instance.runs.kind === "uses" ? instance.runs.action.runs : undefined;
  return bareConditionHolds(runs?.using === "node24" ? runs.postIf : "always()", postScope(run));
}

/** On a cancel the condition is asked again; a step whose condition still holds (`always()`) runs on. */
function stillHolds(run: StepRun): boolean {
  try {
    return holds(run);
  } catch (error) {
    fail(run, error);
    return false;
  }
}

function continues(run: StepRun): boolean {
  try {
    return textOf(run, run.instance.continueOnError) === "true";
  } catch (error) {
    fail(run, error);
    return false;
  }
}

function count(run: StepRun, outcome: Outcome, conclusion: Outcome): void {
  const { job, instance, scope, stage, record } = run;
  if (stage === "main" && instance.id !== undefined)
    scope.steps.set(instance.id, { outputs: Object.fromEntries(record.outputs), outcome, conclusion });
  if (scope.composite !== undefined) scope.composite.status = worse(scope.composite.status, conclusion);
  else if (conclusion === "failure") job.status = worse(job.status, conclusion);
}

async function execute(run: StepRun): Promise<JobStatus> {
  const { job, instance, record } = run;
  const files = await createCommandFiles(job.folders.temporary);
  try {
    if (instance.runs.kind === "run") return await runScript(run, instance.runs, files);
    return await runAction(run, instance.runs, files);
  } finally {
    await processCommandFiles(files, {
      record,
      setEnv: (name, value) => {
        job.env.set(name, value);
        record.setEnv(name, value);
      },
      addPath: (directory) => {
        const at = job.prependPath.indexOf(directory);
        if (at >= 0) job.prependPath.splice(at, 1);
        job.prependPath.push(directory);
        record.addPath(directory);
      },
      saveState: (name, value) => instance.state.set(name, value),
      sawFile: (file, content) => {
        if (content !== "")
          job.files.push({ step: run.stage === "main" ? instance.name : `Post ${instance.name}`, file, content });
      },
    });
  }
}

async function runAction(run: StepRun, { action, with: given }: UsesRuns, files: CommandFiles): Promise<JobStatus> {
  const { job, instance, scope, stage, record } = run;
  // Registered before main runs: a main that fails or is cancelled is followed by its post, too.
  if (stage === "main" && hasPost(action)) (scope.composite?.posts ?? job.posts).push(instance);
  const values = new Map([...given].map(([name, text]) => [name, textOf(run, text)]));
  const inputs = evaluateInputs(action, values, contextsOf(run));
  for (const warning of inputs.warnings) record.warning(warning);
  printAction(run, action, inputs.values);
  if (action.runs.using === "node24") return runNode(run, { action, runs: action.runs, inputs: inputs.values, files });
  return runComposite(run, { action, runs: action.runs, inputs: inputs.values });
}

async function runComposite(
  run: StepRun,
  { action, runs, inputs }: { action: Action; runs: CompositeRuns; inputs: ReadonlyMap<string, string> },
): Promise<JobStatus> {
  const { job, instance, scope, stage, record } = run;
  const env = new Map([
    ...(scope.composite?.env ?? []),
    ...[...instance.env].map(([name]): [string, string] => [name, run.env.get(name) ?? ""]),
  ]);
  const composite = {
    inputs,
    directory: action.directory,
    env,
    record,
    posts: instance.innerPosts,
    status: "success" as JobStatus,
  };
  const inner: StepScope = { steps: instance.innerSteps, composite };
  const steps = stage === "main" ? runs.steps.map((step, i) => innerInstance(step, i)) : instance.innerPosts.toReversed();
  for (const step of steps) run.inner.push(await runStage(job, step, inner, stage));
  if (stage === "main") {
    const contexts = contextsOf({ ...run, scope: inner });
    for (const [name, value] of Object.entries(action.outputs)) record.outputs.set(name, interpolate(value, { contexts }));
  }
  return composite.status;
}

function innerInstance(step: CompositeStep, index: number): StepInstance {
  const { runs } = step;
  const uses = runs.kind === "uses";
  return {
    name: step.name ?? (uses ? `Run ${runs.action.reference}` : `Run ${runs.script.trimStart().split("\n", 1)[0]}`),
    id: step.id,
    condition: step.if,
    continueOnError: step.continueOnError,
    env: new Map(Object.entries(step.env)),
    runs: uses ? { kind: "uses", action: runs.action, with: new Map(Object.entries(runs.with)) } : { ...runs },
    contextName: step.id ?? `__${uses ? "self" : "run"}_${index + 1}`,
    watch: undefined,
    state: new Map(),
    innerSteps: new Map(),
    innerPosts: [],
  };
}
