// Answers of GitHub that say that something is not there.
import { StatusError } from "../network/fault.ts";

/** Undefined when what it is about is not there. GitHub answers 404 too where a token may not look. */
export async function missingOr<T>(request: Promise<T>): Promise<T | undefined> {
  return await request.catch((fault: unknown) => {
    if (fault instanceof StatusError && fault.status === 404) return undefined;
    throw fault;
  });
}
