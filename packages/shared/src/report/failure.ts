// The one clear error a failed step ends with.
import { setFailed } from "@actions/core";
import { annotationText } from "./log.ts";

/** Deeper causes than this are a circle, or tell nobody anything. */
const MAX_CAUSES = 8;

/** The message of anything that was thrown, with the messages of its causes where they add something. */
export function errorMessage(thrown: unknown): string {
  return messageOf(thrown, MAX_CAUSES);
}

function messageOf(thrown: unknown, depth: number): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const inner = depth === 0 ? "" : innerMessage(thrown, depth - 1);
  if (thrown.message === "") return inner === "" ? thrown.name : inner;
  return inner === "" || thrown.message.includes(inner) ? thrown.message : `${thrown.message}: ${inner}`;
}

/** Node reports a host with several addresses as an AggregateError without a message of its own. */
function innerMessage(thrown: Error, depth: number): string {
  if (thrown instanceof AggregateError) return [...new Set(thrown.errors.map((one) => messageOf(one, depth)))].join("; ");
  return thrown.cause === undefined ? "" : messageOf(thrown.cause, depth);
}

/** Ends the step as failed with one error annotation. */
export function failStep(thrown: unknown): void {
  setFailed(annotationText(errorMessage(thrown)));
}
