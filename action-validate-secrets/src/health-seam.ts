// What the checks of a database's health are handed, and what they give back. They stand in health/ and are loaded only when they are asked for.
import type { StepDatabase } from "@libsql-actions/shared/database/memory";
import type { Send } from "@libsql-actions/shared/network/send";
import type { HealthCheck, Result } from "./result.ts";
import type { Target } from "./target.ts";

/** The inputs that only the checks of health read. */
export interface HealthOptions {
  /** In the order in which they are made. */
  readonly checks: readonly HealthCheck[];
  /** The input `max-latency`: milliseconds by probe (`read`, `write`, `batch`). */
  readonly maxLatencyMs: ReadonlyMap<string, number>;
  /** The input `baseline-file`, absolute. */
  readonly baselineFile: string | undefined;
  /** The input `tolerance` as a share: 0.1 for `10%`. */
  readonly tolerance: number;
  readonly updateBaseline: boolean;
  /** The time of the step, in milliseconds since 1970. */
  readonly nowMs: number;
  /** Whether the database takes writes: what the check `write` found; undefined where it was not made. */
  readonly writable: boolean | undefined;
}

/** What a check of health works with. Nothing was sent before; the first statement opens the connection. */
export interface HealthSession {
  readonly database: StepDatabase;
  /** For requests beside the database's own; stops at once where the host has failed before. */
  readonly send: Send;
  /** The same for what takes a server long: waits longer for an answer. */
  readonly patientSend: Send;
}

/** A finding of health, with what was measured for it. */
export interface HealthResult extends Result {
  /** Milliseconds by probe, for the output `latency-ms`. */
  readonly latencyMs?: Readonly<Record<string, number>>;
  /** For the report file: JSON, nothing secret. */
  readonly measured?: Readonly<Record<string, unknown>>;
}

/** Makes the checks of one database. What a check finds is a result; it throws for errors of ours only. */
export type HealthChecks = (target: Target, session: HealthSession, options: HealthOptions) => Promise<HealthResult[]>;
