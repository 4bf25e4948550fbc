// Entry of the migrate action: reads the inputs, and nothing else.
import { getInput } from "@actions/core";
import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { readStep } from "@libsql-actions/shared/inputs/step";
import { endProcess } from "@libsql-actions/shared/report/end-process";
import { failStep } from "@libsql-actions/shared/report/failure";
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { maskSecret } from "@libsql-actions/shared/report/secrets";
import { cancel } from "./cancel.ts";
import type { Context } from "./context.ts";
import { readMigrateInputs } from "./inputs.ts";
import { outputsOf } from "./outputs.ts";
import { run } from "./run.ts";

let context: Context | undefined;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => cancel(context));

try {
  for (const name of ["auth-token", "github-token"]) maskSecret(getInput(name));
  // Whatever fails from here on, every output has a value; the run sets them again.
  setOutputs(outputsOf([]));
  const reader = new InputReader((name) => getInput(name, { trimWhitespace: false }));
  const step = readStep(process.env, reader.boolean("summary", true));
  const inputs = readMigrateInputs(reader);
  reader.finish();
  context = { inputs, step, reports: [], clock: () => performance.now(), now: () => new Date() };
  await run(context);
} catch (problem) {
  failStep(problem);
}
endProcess();
