// Finds out which pull request a run belongs to, from the payload of the event that started it.
import { field } from "../network/field.ts";
import { PayloadError, readPayload } from "./payload.ts";

export type PullRequestOfEvent = { readonly number: number } | { readonly notice: string };

/**
 * The number of the pull request, or why there is none.
 * @param eventFile GITHUB_EVENT_PATH
 */
export async function pullRequestOfEvent(eventFile: string | undefined): Promise<PullRequestOfEvent> {
  if (!eventFile) return { notice: "No pull-request comment: there is no GITHUB_EVENT_PATH, as outside of GitHub Actions." };
  try {
    const number = numberIn(await readPayload(eventFile));
    return number === undefined
      ? { notice: "No pull-request comment: the event that started this run belongs to no pull request." }
      : { number };
  } catch (problem) {
    if (!(problem instanceof PayloadError)) throw problem;
    return { notice: `No pull-request comment: the payload of the event ${problem.message}.` };
  }
}

/** Of a `pull_request` event and its like, or of a comment on a pull request, which GitHub calls an issue. */
function numberIn(payload: unknown): number | undefined {
  const issue = field(payload, "issue");
  const ofIssue = isObject(field(issue, "pull_request")) ? field(issue, "number") : undefined;
  const number = field(field(payload, "pull_request"), "number") ?? ofIssue;
  return Number.isSafeInteger(number) && Number(number) > 0 ? Number(number) : undefined;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
