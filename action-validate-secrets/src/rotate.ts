// Entry of the rotate action: reads the inputs, and nothing else.
import { getInput } from "@actions/core";
import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { readStep } from "@libsql-actions/shared/inputs/step";
import { endProcess } from "@libsql-actions/shared/report/end-process";
import { failStep } from "@libsql-actions/shared/report/failure";
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { maskSecret } from "@libsql-actions/shared/report/secrets";
import { cancel } from "./rotate/cancel.ts";
import { readRotateInputs, SECRET_INPUTS } from "./rotate/inputs.ts";
import { outputsOf } from "./rotate/report.ts";
import { expiryOf } from "./rotate/rotation.ts";
import { type RotateStep, rotateStep, run } from "./rotate/run.ts";

let given: RotateStep | undefined;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => cancel(given));

try {
  for (const name of SECRET_INPUTS) maskSecret(getInput(name));
  // Whatever fails from here on, every output has a value; the run sets them again.
  setOutputs(outputsOf(undefined, expiryOf(getInput("current-token"))));
  const reader = new InputReader((name) => getInput(name, { trimWhitespace: false }));
  const step = readStep(process.env, reader.boolean("summary", true));
  const inputs = readRotateInputs(reader, process.env["GITHUB_API_URL"]);
  reader.finish();
  given = rotateStep(inputs, step, Date.now);
  await run(given);
} catch (problem) {
  failStep(problem);
}
endProcess();
