// Entry of the validate-secrets action: reads the inputs, and nothing else.
import { getInput } from "@actions/core";
import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { readStep } from "@libsql-actions/shared/inputs/step";
import { endProcess } from "@libsql-actions/shared/report/end-process";
import { failStep } from "@libsql-actions/shared/report/failure";
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { maskSecret } from "@libsql-actions/shared/report/secrets";
import { readValidateInputs } from "./inputs.ts";
import { NOTHING_YET, outputsOf } from "./report.ts";
import { run } from "./run.ts";

try {
  for (const name of ["auth-token", "api-token"]) maskSecret(getInput(name));
  // Whatever fails from here on, every output has a value; the run sets them again.
  setOutputs(outputsOf(NOTHING_YET));
  const get = (name: string) => getInput(name, { trimWhitespace: false });
  const reader = new InputReader(get);
  const step = readStep(process.env, reader.boolean("summary", true));
  const inputs = readValidateInputs(reader, get("secrets"), step);
  reader.finish();
  const loadHealth = async () => (await import("./health/health-checks.ts")).healthChecks;
  await run({ inputs, step, nowMs: Date.now(), loadHealth });
} catch (problem) {
  failStep(problem);
}
endProcess();
