// The recipe of the setup action: provide databases, wait for what else is named, tell later steps, write the summary.
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { writeSummary } from "@libsql-actions/shared/report/summary";
import { stopProcesses } from "@libsql-actions/shared/server/stop";
import { provideFile } from "./backends/file.ts";
import { provideMemory } from "./backends/memory.ts";
import { provideTursoCloud } from "./backends/turso-cloud.ts";
import { provideTursoLocal } from "./backends/turso-local.ts";
import { removeAll } from "./clean-up.ts";
import { tellLaterSteps } from "./environment.ts";
import type { Backend } from "./inputs.ts";
import { outputsOf } from "./outputs.ts";
import { type Context, type GrowingProvision, NOTHING, type Provide } from "./provision.ts";
import { rememberState } from "./state.ts";
import { setupSummary } from "./summary.ts";
import { waitForResources } from "./wait-on.ts";

const PROVIDE: Record<Backend, Provide> = {
  "turso-local": provideTursoLocal,
  file: provideFile,
  memory: provideMemory,
  "turso-cloud": provideTursoCloud,
};

/** Runs the step. Outputs and summary tell the truth on every path: after a failure there is no database, but there may be logs. */
export async function run(context: Context): Promise<void> {
  const { inputs, step, state } = context;
  const provision: GrowingProvision = { ...NOTHING };
  let failure: string | undefined;
  try {
    await PROVIDE[inputs.backend](context, provision);
    const waitedMs = Math.max(0, ...provision.databases.map(({ startMs }) => startMs));
    if (inputs.waitOn.length > 0) await waitForResources(inputs.waitOn, Math.max(0, inputs.waitTimeoutMs - waitedMs));
    state.provisional.length = 0;
    rememberState(state);
    if (inputs.start) tellLaterSteps(provision, step.environment);
  } catch (problem) {
    failure = errorMessage(problem);
    // Nobody is to go on with half of it. Logs and what else was made stay until the post step.
    Object.assign(provision, { databases: [], authToken: "", readOnlyAuthToken: "", initSql: "" });
    await stopProcesses(state.servers);
    await removeAll(state.provisional);
    throw problem;
  } finally {
    setOutputs(outputsOf(inputs.backend, provision));
    await writeSummary(step.summaryFile, setupSummary(inputs.backend, provision, failure));
  }
}
