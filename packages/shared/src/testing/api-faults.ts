// Faults on demand for stand-ins of APIs: the next calls of a kind are refused, stalled, or carried out with their answer lost.
import type { ServerResponse } from "node:http";
import { sendJson } from "./http.ts";

/** An answer in place of the real one; `timeout`: none at all, nothing is done; `cut`: carried out, and the connection closed without an answer. */
export type ApiFault =
  | "timeout"
  | "cut"
  | { readonly status: number; readonly message?: string; readonly headers?: Readonly<Record<string, string>> };

export interface FaultOptions {
  /** So many calls are answered well before. */
  readonly after?: number;
  /** So many calls fail. Not given: all from then on. */
  readonly times?: number;
}

export interface ApiFaults<Call extends string> {
  /** What the next calls of this kind end with. */
  fail(call: Call, fault: ApiFault, options?: FaultOptions): void;
  /** No more faults. */
  mend(): void;
  /** Answers a call with what carrying it out gives, or does to it what was asked for. */
  answer(
    call: Call,
    response: ServerResponse,
    carryOut: () => ApiAnswer | Promise<ApiAnswer>,
    errorField: "error" | "message",
  ): Promise<void>;
}

export interface ApiAnswer {
  readonly status: number;
  /** Sent as JSON; undefined for an empty body. */
  readonly value?: unknown;
}

/** Nothing fails yet. */
export function apiFaults<Call extends string>(): ApiFaults<Call> {
  const planned = new Map<Call, { fault: ApiFault; after: number; times: number }>();
  const next = (call: Call): ApiFault | undefined => {
    const plan = planned.get(call);
    if (plan === undefined || plan.after-- > 0 || plan.times-- <= 0) return undefined;
    return plan.fault;
  };
  return {
    fail: (call, fault, { after = 0, times = Number.POSITIVE_INFINITY } = {}) => void planned.set(call, { fault, after, times }),
    mend: () => planned.clear(),
    async answer(call, response, carryOut, errorField) {
      const fault = next(call);
      if (fault === "timeout") return;
      if (fault !== undefined && fault !== "cut") {
        for (const [name, value] of Object.entries(fault.headers ?? {})) response.setHeader(name, value);
        sendJson(response, fault.status, { [errorField]: fault.message ?? `refused with ${fault.status}` });
        return;
      }
      const { status, value } = await carryOut();
      if (fault === "cut") response.destroy();
      else if (value === undefined) response.writeHead(status).end();
      else sendJson(response, status, value);
    },
  };
}
