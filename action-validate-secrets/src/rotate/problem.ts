// What goes wrong in a rotation, in words for the one error and for the report.

import { errorMessage } from "@libsql-actions/shared/report/failure";
import { plainLine } from "@libsql-actions/shared/report/log";
import { PlatformError } from "@libsql-actions/shared/turso/platform-error";

/** The rotation cannot go on; the message says why and what to do. */
export class RotationError extends Error {
  override name = "RotationError";
}

const MAX_WORDS = 1_000;

/** A fault on one line: the message, and the fix where there is one. */
export function explain(fault: unknown): string {
  if (fault instanceof RotationError) return fault.message;
  const words = fault instanceof PlatformError ? `${fault.message} ${fault.fix}` : errorMessage(fault);
  return plainLine(words).slice(0, MAX_WORDS).toWellFormed();
}
