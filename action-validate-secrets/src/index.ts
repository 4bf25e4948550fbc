// Entry of the validate-secrets action: reads the inputs, and nothing else.
import { getInput } from "@actions/core";
import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { readStep } from "@libsql-actions/shared/inputs/step";
import { failStep } from "@libsql-actions/shared/report/failure";
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { maskSecret } from "@libsql-actions/shared/report/secrets";
import { readValidateInputs } from "./inputs.ts";
import { outputsOf } from "./report.ts";
import { run } from "./run.ts";

try {
  maskSecret(getInput("auth-token"));
  // Whatever fails from here on, every output has a value; the run sets them again.
  setOutputs(outputsOf({ valid: false, results: [], serverVersion: "" }));
  const get = (name: string) => getInput(name, { trimWhitespace: false });
  const reader = new InputReader(get);
  const step = readStep(process.env, reader.boolean("summary", true));
  const inputs = readValidateInputs(reader, get("secrets"), step.environment);
  reader.finish();
  await run({ inputs, step, nowMs: Date.now() });
} catch (problem) {
  failStep(problem);
}
