// What a check that talks to a database is handed.
import type { Send } from "@libsql-actions/shared/network/send";
import type { Opening } from "./session.ts";
import type { Target } from "./target.ts";

export interface Reach {
  readonly target: Target;
  readonly opening: Opening;
  /** Stops at once for a host that has failed before. */
  readonly send: Send;
  /** For what a server need not answer: that it does not says nothing of the next request. */
  readonly optionalSend: Send;
  /** For what takes a server long: waits longer for an answer. */
  readonly patientSend: Send;
  /** How long a check may take. */
  readonly deadlineMs: number;
}
