// The recipe of the setup action: provide databases, wait for what else is named, tell later steps, write the summary.
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { writeSummary } from "@libsql-actions/shared/report/summary";
import { provideFile } from "./backends/file.ts";
import { provideMemory } from "./backends/memory.ts";
import { provideTursoCloud } from "./backends/turso-cloud.ts";
import { provideTursoLocal } from "./backends/turso-local.ts";
import { tellLaterSteps } from "./environment.ts";
import type { Backend } from "./inputs.ts";
import { outputsOf } from "./outputs.ts";
import { type Context, NOTHING, type Provision } from "./provision.ts";
import { setupSummary } from "./summary.ts";
import { waitForResources } from "./wait-on.ts";

const PROVIDE: Record<Backend, (context: Context) => Promise<Provision>> = {
  "turso-local": provideTursoLocal,
  file: provideFile,
  memory: provideMemory,
  "turso-cloud": provideTursoCloud,
};

/** Runs the step. Outputs are set on every path: when it fails they are empty, so that nobody goes on with half of it. */
export async function run(context: Context): Promise<Provision> {
  const { inputs, step } = context;
  let provision = NOTHING;
  try {
    const provided = await PROVIDE[inputs.backend](context);
    const waitedMs = Math.max(0, ...provided.databases.map(({ startMs }) => startMs));
    if (inputs.waitOn.length > 0) await waitForResources(inputs.waitOn, inputs.waitTimeoutMs - waitedMs);
    if (inputs.start) tellLaterSteps(provided, step.environment);
    provision = provided;
  } finally {
    setOutputs(outputsOf(inputs.backend, provision));
  }
  await writeSummary(step.summaryFile, setupSummary(inputs.backend, provision));
  return provision;
}
