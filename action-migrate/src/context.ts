// What one run of the action is given.
import type { Step } from "@libsql-actions/shared/inputs/step";
import type { MigrateInputs } from "./inputs.ts";

export interface Context {
  readonly inputs: MigrateInputs;
  readonly step: Step;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
}
