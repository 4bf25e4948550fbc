// What a run of the action is handed.
import type { DatabaseTimes, Step } from "@libsql-actions/shared/inputs/step";
import type { HealthChecks } from "./health-seam.ts";
import type { ValidateInputs } from "./inputs.ts";

export interface Context {
  readonly inputs: ValidateInputs;
  readonly step: Step;
  /** The time of the step, in milliseconds since 1970. */
  readonly nowMs: number;
  readonly loadHealth: () => Promise<HealthChecks>;
  /** Shorter in tests. */
  readonly times?: DatabaseTimes;
}
