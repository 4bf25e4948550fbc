// The inputs of the action as one flat record; every problem is reported at once. Secrets are masked as they are read.
import { type DatabaseInputs, readDatabaseInputs } from "@libsql-actions/shared/inputs/database-inputs";
import type { InputReader } from "@libsql-actions/shared/inputs/reader";
import { CHECKS, type Check } from "./result.ts";
import { readSecrets, type Secret } from "./secret.ts";

export interface ValidateInputs extends DatabaseInputs {
  /** What the `secrets` input names; empty when it was not given. */
  readonly secrets: readonly Secret[];
  /** In the order in which they are made. */
  readonly checks: readonly Check[];
}

/**
 * Reads and checks the inputs, and masks the secrets before anything else happens with them. The caller calls `reader.finish()`.
 * @param secrets the input `secrets` as it stands, not trimmed: what is around a value is looked at too
 * @param environment holds the values of those that are only named
 */
export function readValidateInputs(
  reader: InputReader,
  secrets: string,
  environment: Readonly<Record<string, string | undefined>>,
): ValidateInputs {
  return {
    secrets: readSecrets(secrets, environment, reader),
    ...readDatabaseInputs(reader),
    checks: readChecks(reader),
  };
}

function readChecks(reader: InputReader): Check[] {
  const names = reader.names("checks");
  const known: readonly string[] = CHECKS;
  for (const name of names.filter((one) => !known.includes(one)))
    reader.reject("checks", name, `use any of ${CHECKS.map((one) => `\`${one}\``).join(", ")}.`);
  return CHECKS.filter((check) => names.length === 0 || names.includes(check));
}
