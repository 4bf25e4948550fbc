// The ways in which rotate-secrets.yml is started, and whether each may write.
import type { WorkflowRun } from "../act.ts";
import { CALLER, ROTATE, ROTATE_TARGETS } from "./consumer.ts";

export interface Scenario extends Pick<WorkflowRun, "workflow" | "event" | "inputs" | "variables"> {
  readonly title: string;
  /** Whether one new token has to be in every target afterwards. Else nothing may have been written anywhere. */
  readonly writes: boolean;
}

/** What a person fills in. */
const BY_HAND = { environment: "production", targets: JSON.stringify(ROTATE_TARGETS), mode: "soft" };
const BY_SCHEDULE = { workflow: ROTATE, event: "schedule" };
const TARGETS_VARIABLE = { ROTATE_TARGETS: ROTATE_TARGETS.join("\n") };

export const SCENARIOS: readonly Scenario[] = [
  {
    title: "by hand, dry run",
    ...{ workflow: ROTATE, event: "workflow_dispatch", inputs: { ...BY_HAND, "dry-run": "true" }, writes: false },
  },
  {
    title: "by hand, soft",
    ...{ workflow: ROTATE, event: "workflow_dispatch", inputs: { ...BY_HAND, "dry-run": "false" }, writes: true },
  },
  { title: "called, soft", workflow: CALLER, event: "push", writes: true },
  { title: "called without a word about a dry run", workflow: CALLER, event: "pull_request", writes: false },
  { title: "by schedule", ...BY_SCHEDULE, variables: TARGETS_VARIABLE, writes: false },
  {
    title: "by schedule, where ROTATE_DRY_RUN is false",
    ...{ ...BY_SCHEDULE, variables: { ...TARGETS_VARIABLE, ROTATE_DRY_RUN: "false" }, writes: true },
  },
];
