// What the check `format` finds wrong with a value, and the rules that it goes by.
import type { Reason } from "./result.ts";

/** What is wrong with a value. */
export interface Problem {
  readonly verdict: "warning" | "failed";
  readonly reason: Reason;
  readonly message: string;
  readonly fix: string;
}

export interface FormatRules {
  readonly allowPlaintext: boolean;
  /** What relative `file:` paths are relative to. */
  readonly directory: string;
  /** The time that tokens expire by. */
  readonly nowMs: number;
}
