// What the checks `format` and `expiry` find wrong with a value, and the rules that they go by.
import { type Check, passed, type Reason, type Result } from "./result.ts";

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
  /** The value of `api-token`, which is no database token. */
  readonly apiToken?: string | undefined;
}

/** A problem as the result of a check. */
function problemResult(secret: string, check: Check, { verdict, reason, message, fix }: Problem): Result {
  return { secret, check, verdict, reason, message, fix };
}

/** The results of a check that found these problems, or none. @param fine what is said where there is none */
export function resultsOf(secret: string, check: Check, problems: readonly Problem[], fine: string): Result[] {
  return problems.length === 0 ? [passed(secret, check, fine)] : problems.map((problem) => problemResult(secret, check, problem));
}
