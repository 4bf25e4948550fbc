// Says what a refusal of GitHub's API for secrets means and what to do about it.
import { faultCode, StatusError, TimeoutError } from "../network/fault.ts";
import { errorMessage } from "../report/failure.ts";
import { plainLine } from "../report/log.ts";
import { rateLimitOf } from "./rate-limit.ts";
import { permissionFor, type SecretStore } from "./secret-store.ts";

const MAX_HEADER_CHARACTERS = 200;

/** A sentence or two, on one line: GitHub's own words, and the fix. */
export function explainSecretsFault(fault: unknown, store: SecretStore): string {
  const words = plainLine(errorMessage(fault)).replace(/[.\s]*$/, "");
  return `${words}${words.endsWith("?") ? "" : "."} ${fixOf(fault, store)}`.trimEnd();
}

function fixOf(fault: unknown, store: SecretStore): string {
  if (rateLimitOf(fault) !== undefined) return "This is a rate limit: run again later.";
  // Given up while it waited to try again, what was answered last counts; and of a host that is not asked again, what it was told before.
  const answer = fault instanceof Error && fault.cause instanceof StatusError ? fault.cause : fault;
  if (!(answer instanceof StatusError))
    return isOfNetwork(fault) ? "See whether this runner reaches GitHub's API, and run again." : "";
  switch (answer.status) {
    case 401:
      return "`github-token` is not valid or has expired.";
    case 403:
      return `\`github-token\` needs ${permissionFor(store)}${accepted(answer)}; the job's own GITHUB_TOKEN can write no secrets.`;
    case 404:
      return `There is no such ${placeOf(store)}, or \`github-token\` does not reach it: it needs ${permissionFor(store)}.`;
    case 422:
      return "GitHub takes no such secret: a store holds 100 (an organization's 1,000), and no name begins with `GITHUB_`.";
    default:
      return answer.status >= 500 ? "GitHub is in trouble: run again later." : "See GitHub's words.";
  }
}

/** An answer of another form, or a key that is none, has nothing to do with the way there. */
function isOfNetwork(fault: unknown): boolean {
  return (
    fault instanceof TimeoutError ||
    faultCode(fault) !== undefined ||
    (fault instanceof Error && fault.cause instanceof TimeoutError)
  );
}

function placeOf(store: SecretStore): string {
  if (store.kind === "organization") return "organization";
  return store.kind === "environment" ? "repository or environment" : "repository";
}

/** What GitHub itself says it would have accepted (https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens). */
function accepted(fault: StatusError): string {
  const header = fault.headers?.get("x-accepted-github-permissions");
  return header ? ` (GitHub says: ${plainLine(header).slice(0, MAX_HEADER_CHARACTERS)})` : "";
}
