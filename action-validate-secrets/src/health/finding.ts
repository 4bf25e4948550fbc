// The findings of the checks of health: what was measured goes with them, and what could not be made in time is no failure of the database.
import { TimeoutError } from "@libsql-actions/shared/network/fault";
import { faultOf } from "../connect.ts";
import type { HealthResult } from "../health-seam.ts";
import { type HealthCheck, notChecked, passed, type Reason } from "../result.ts";
import type { Target } from "../target.ts";

/** What the report file holds of a check. `advice` becomes recommendations. */
export type Measured = Readonly<Record<string, unknown>> & { readonly advice?: readonly string[] };

/** What is wrong, and what to do about it. */
export interface Complaint {
  readonly verdict: "warning" | "failed" | "not-checked";
  readonly reason: Reason;
  readonly message: string;
  readonly fix: string;
}

export function sound({ urlName }: Target, check: HealthCheck, message: string, measured?: Measured): HealthResult {
  return { ...passed(urlName, check, message), ...(measured === undefined ? {} : { measured }) };
}

export function unsound({ urlName }: Target, check: HealthCheck, complaint: Complaint, measured?: Measured): HealthResult {
  const { verdict, reason, message, fix } = complaint;
  return { secret: urlName, check, verdict, reason, message, fix, ...(measured === undefined ? {} : { measured }) };
}

/** The server or the kind of database has nothing to say on it, which is nobody's fault. */
export function notTold({ urlName }: Target, check: HealthCheck, message: string): HealthResult {
  return notChecked(urlName, check, "not-needed", message);
}

/** @param fix what to do where the time of the check ran out */
export function stopped(target: Target, check: HealthCheck, fault: unknown, fix: string): HealthResult {
  const found = faultOf(target, check, fault);
  if (!(fault instanceof TimeoutError) || (fault.cause !== undefined && !(fault.cause instanceof TimeoutError))) return found;
  return { ...found, verdict: "not-checked", reason: "timeout", fix };
}
