// The one clear error a failed step ends with.
import { setFailed } from "@actions/core";
import { redact } from "./secrets.ts";

/** The message of anything that was thrown, with the messages of its causes where they add something. */
export function errorMessage(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const inner = thrown.cause === undefined ? "" : errorMessage(thrown.cause);
  return inner === "" || thrown.message.includes(inner) ? thrown.message : `${thrown.message}: ${inner}`;
}

/** Ends the step as failed with one error annotation. */
export function failStep(thrown: unknown): void {
  setFailed(redact(errorMessage(thrown)));
}
