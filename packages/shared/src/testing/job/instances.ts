// Makes a step out of what a test asks for.
import { loadAction } from "./action-metadata.ts";
import type { RunOptions, StepOptions, UsesOptions } from "./job-options.ts";
import { cancelJob, type JobState, type StepInstance } from "./job-state.ts";

type Given<T> = { readonly given: T; readonly number: number };

/** A step that uses an action. Throws when the action cannot be loaded. */
export async function usesInstance(
  job: JobState,
  { path, repository, given, number }: Given<UsesOptions> & { path: string; repository: string },
): Promise<StepInstance> {
  const action = await loadAction(path, repository);
  const inputs = new Map(Object.entries(given.with ?? {}).map(([name, value]) => [name, String(value)]));
  const runs = { kind: "uses", action, with: inputs } as const;
  return { ...commonInstance(job, given), name: `Run ${action.reference}`, contextName: given.id ?? `__self_${number}`, runs };
}

/** A step that runs a script. */
export function runInstance(job: JobState, { script, given, number }: Given<RunOptions> & { script: string }): StepInstance {
  const runs = { kind: "run", script, shell: given.shell, workingDirectory: given.workingDirectory ?? "" } as const;
  const name = `Run ${script.trimStart().split("\n", 1)[0]}`;
  return { ...commonInstance(job, given), name, contextName: given.id ?? `__run_${number}`, runs };
}

function commonInstance(job: JobState, given: StepOptions): Omit<StepInstance, "name" | "contextName" | "runs"> {
  return {
    id: given.id,
    condition: given.if ?? "",
    continueOnError: String(given.continueOnError ?? false),
    env: new Map(Object.entries(given.env ?? {})),
    watch: cancelWatch(job, given.cancelAfter),
    state: new Map(),
    innerSteps: new Map(),
    innerPosts: [],
  };
}

function cancelWatch(job: JobState, after: StepOptions["cancelAfter"]): ((line: string) => void) | undefined {
  if (after === undefined) return undefined;
  if (typeof after === "function") {
    return (line) => {
      if (job.status !== "cancelled" && after(line)) cancelJob(job);
    };
  }
  const cancel = (): void => cancelJob(job);
  after.then(cancel, cancel);
  return undefined;
}
