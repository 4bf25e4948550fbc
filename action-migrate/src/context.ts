// What one run of the action is given.
import type { Step } from "@libsql-actions/shared/inputs/step";
import type { MigrateInputs } from "./inputs.ts";
import type { Report } from "./report.ts";

export interface Context {
  readonly inputs: MigrateInputs;
  readonly step: Step;
  /** Filled by the run: what is true of each database, for a step that is cancelled too. */
  readonly reports: Report[];
  /** Milliseconds that only grow. */
  readonly clock: () => number;
  /** The time of day. */
  readonly now: () => Date;
}
