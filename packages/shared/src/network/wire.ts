// What goes over the wire: one request, and its answer.
import type { Answer } from "./answer.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface WireRequest {
  readonly method: Method;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Sends one request, and follows nothing. @param signal ends it, also while the body of its answer is read */
export type Exchange = (url: URL, request: WireRequest, signal: AbortSignal) => Promise<Answer>;
