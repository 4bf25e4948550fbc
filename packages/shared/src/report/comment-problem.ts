// Says why a comment could not be written, and what to do about it.
import { rateLimitOf } from "../github/rate-limit.ts";
import { formatDuration } from "../inputs/duration.ts";
import { StatusError } from "../network/fault.ts";
import { errorMessage } from "./failure.ts";

const NO_HARM = "The step goes on; its summary has the same text.";

const PERMISSION = `The pull-request comment could not be written: the token may not. Give the job these permissions:

permissions:
  contents: read
  pull-requests: write

On a pull request from a fork, and on one of Dependabot's, GitHub gives a token that can only read, whatever the workflow says. A personal token needs
to write pull requests itself. ${NO_HARM}`;

/** What a fault means for the comment: a warning in one or a few sentences. */
export function commentProblem(fault: unknown): string {
  const limit = rateLimitOf(fault);
  if (limit !== undefined) {
    const wait = limit.retryAfterMs === undefined ? "" : ` It asks to wait ${formatDuration(limit.retryAfterMs)}.`;
    return `The pull-request comment could not be written: GitHub's rate limit is reached.${wait} ${NO_HARM}`;
  }
  const status = fault instanceof StatusError ? fault.status : 0;
  if (status === 403 && fault instanceof StatusError && /not accessible by/i.test(fault.detail)) return PERMISSION;
  if (status === 401) return `The pull-request comment could not be written: GitHub does not accept \`github-token\`. ${NO_HARM}`;
  const hint = status === 404 ? " Can the token read this repository?" : "";
  return `The pull-request comment could not be written: ${errorMessage(fault).replace(/\.$/, "")}.${hint} ${NO_HARM}`;
}
