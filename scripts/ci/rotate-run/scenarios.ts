// The ways in which rotate-secrets.yml is started, and whether each may write.
import type { WorkflowRun } from "../act.ts";
import { TARGETS } from "../stand-ins.ts";
import { CALLER, ROTATE } from "./consumer.ts";

export interface Scenario extends Pick<WorkflowRun, "workflow" | "event" | "inputs" | "variables"> {
  readonly name: string;
  /** The jobs that run; no other one does. */
  readonly jobs: readonly string[];
  /** Whether one new token has to be in every target afterwards. Else nothing may have been written anywhere. */
  readonly writes: boolean;
}

const OWN_JOB = ["rotate-secrets/rotate"];
/** What a person fills in. */
const BY_HAND = { environment: "production", targets: JSON.stringify(TARGETS), mode: "soft" };
const TARGETS_VARIABLE = { ROTATE_TARGETS: TARGETS.join("\n") };

export const SCENARIOS: readonly Scenario[] = [
  {
    name: "by hand, dry run",
    workflow: ROTATE,
    event: "workflow_dispatch",
    inputs: { ...BY_HAND, "dry-run": "true" },
    jobs: OWN_JOB,
    writes: false,
  },
  {
    name: "by hand, soft",
    workflow: ROTATE,
    event: "workflow_dispatch",
    inputs: { ...BY_HAND, "dry-run": "false" },
    jobs: OWN_JOB,
    writes: true,
  },
  {
    name: "called, soft",
    workflow: CALLER,
    event: "push",
    jobs: ["rotate/rotate-secrets/rotate", "caller/outputs"],
    writes: true,
  },
  {
    name: "called without a word about a dry run",
    workflow: CALLER,
    event: "pull_request",
    jobs: ["unsaid/rotate-secrets/rotate"],
    writes: false,
  },
  { name: "by schedule", workflow: ROTATE, event: "schedule", variables: TARGETS_VARIABLE, jobs: OWN_JOB, writes: false },
  {
    name: "by schedule, where ROTATE_DRY_RUN is false",
    workflow: ROTATE,
    event: "schedule",
    variables: { ...TARGETS_VARIABLE, ROTATE_DRY_RUN: "false" },
    jobs: OWN_JOB,
    writes: true,
  },
];
