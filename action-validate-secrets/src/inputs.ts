// The inputs of the action as one flat record. Secrets are masked as they are read.
import { type DatabaseInputs, readDatabaseInputs } from "@libsql-actions/shared/inputs/database-inputs";
import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { maskSecret } from "@libsql-actions/shared/report/secrets";
import { CHECKS, type Check } from "./result.ts";
import { readSecrets, type Secret } from "./secret.ts";

export interface Inputs extends DatabaseInputs {
  /** What the `secrets` input names; empty when it was not given. */
  readonly secrets: readonly Secret[];
  /** In the order in which they are made. */
  readonly checks: readonly Check[];
  readonly summary: boolean;
}

/**
 * Reads and checks the inputs.
 * @param get answers with an input's text, not trimmed
 * @throws an InputError that lists every problem
 */
export function readInputs(get: (name: string) => string, environment: Readonly<Record<string, string | undefined>>): Inputs {
  maskSecret(get("auth-token"));
  const reader = new InputReader(get);
  const inputs: Inputs = {
    secrets: readSecrets(get("secrets"), environment, reader),
    ...readDatabaseInputs(reader),
    checks: readChecks(reader),
    summary: reader.boolean("summary", true),
  };
  reader.finish();
  return inputs;
}

function readChecks(reader: InputReader): Check[] {
  const names = reader.names("checks");
  const known: readonly string[] = CHECKS;
  for (const name of names.filter((one) => !known.includes(one)))
    reader.reject("checks", name, `use any of ${CHECKS.map((one) => `\`${one}\``).join(", ")}.`);
  return CHECKS.filter((check) => names.length === 0 || names.includes(check));
}
