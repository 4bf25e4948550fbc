// Entry of the setup action: reads the inputs, and nothing else.
import { getInput } from "@actions/core";
import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { readStep } from "@libsql-actions/shared/inputs/step";
import { endProcess } from "@libsql-actions/shared/report/end-process";
import { failStep } from "@libsql-actions/shared/report/failure";
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { annotateScriptError } from "@libsql-actions/shared/report/script-annotations";
import { maskSecret } from "@libsql-actions/shared/report/secrets";
import { BACKENDS, readSetupInputs } from "./inputs.ts";
import { outputsOf } from "./outputs.ts";
import { NOTHING } from "./provision.ts";
import { run } from "./run.ts";
import { newState } from "./state.ts";

// A cancelled step ends between two things it does: never after a server was started and before the post step knows of it.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

try {
  for (const name of ["auth-token", "github-token"]) maskSecret(getInput(name));
  // Whatever fails from here on, every output has a value; the run sets them again.
  setOutputs(outputsOf(BACKENDS.find((backend) => backend === getInput("backend")) ?? "", NOTHING));
  const reader = new InputReader((name) => getInput(name, { trimWhitespace: false }));
  const step = readStep(process.env, reader.boolean("summary", true));
  const inputs = readSetupInputs(reader, step.workspace);
  reader.finish();
  await run({ inputs, step, state: newState(), nowMs: Date.now() });
} catch (problem) {
  annotateScriptError(problem);
  failStep(problem);
}
endProcess();
