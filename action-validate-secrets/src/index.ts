// Entry of the validate-secrets action: reads the inputs, and nothing else.
import { getInput } from "@actions/core";
import { readStep } from "@libsql-actions/shared/inputs/step";
import { failStep } from "@libsql-actions/shared/report/failure";
import { setOutputs } from "@libsql-actions/shared/report/outputs";
import { readInputs } from "./inputs.ts";
import { outputsOf } from "./report.ts";
import { run } from "./run.ts";

/** A server that wakes up answers within seconds; one that is down must not cost minutes. */
const TIMES = { tryTimeoutMs: 5_000, deadlineMs: 20_000, lockTimeoutMs: 5_000 };

try {
  // The truth until something has been checked; what is set later counts.
  setOutputs(outputsOf({ valid: false, results: [], serverVersion: "" }));
  const inputs = readInputs((name) => getInput(name, { trimWhitespace: false }), process.env);
  const step = readStep(process.env, inputs.summary);
  await run({ inputs, step, times: TIMES, nowMs: Date.now() });
} catch (problem) {
  failStep(problem);
}
