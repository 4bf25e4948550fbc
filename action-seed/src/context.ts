// What one run of the action is given.
import type { Step } from "@libsql-actions/shared/inputs/step";
import type { SeedInputs } from "./inputs.ts";
import type { Report } from "./report.ts";

export interface Context {
  readonly inputs: SeedInputs;
  readonly step: Step;
  /** Filled by the run: what is true of each database. */
  readonly reports: Report[];
  /** Milliseconds that only grow. */
  readonly clock: () => number;
}
