// Finds out which pull request a run belongs to, from the payload of the event that started it
// (https://docs.github.com/en/webhooks/webhook-events-and-payloads). Whoever opens a pull request writes most of what stands in there.
import { readFile, stat } from "node:fs/promises";

/** GitHub delivers no payload above 25 MB. */
const MAX_PAYLOAD_BYTES = 26_000_000;

export type PullRequestOfEvent = { readonly number: number } | { readonly notice: string };

/**
 * The number of the pull request, or why there is none.
 * @param eventFile GITHUB_EVENT_PATH
 */
export async function pullRequestOfEvent(eventFile: string | undefined): Promise<PullRequestOfEvent> {
  if (!eventFile) return { notice: "No pull-request comment: there is no GITHUB_EVENT_PATH, as outside of GitHub Actions." };
  let payload: unknown;
  try {
    const { size } = await stat(eventFile);
    if (size > MAX_PAYLOAD_BYTES) return { notice: `No pull-request comment: the payload of the event has ${size} bytes.` };
    payload = JSON.parse(await readFile(eventFile, "utf8"));
  } catch (problem) {
    const kind = problem instanceof SyntaxError ? "is not JSON" : `cannot be read (${codeOf(problem)})`;
    return { notice: `No pull-request comment: the payload of the event ${kind}.` };
  }
  const number = numberIn(payload);
  return number === undefined
    ? { notice: "No pull-request comment: the event that started this run belongs to no pull request." }
    : { number };
}

/** Of a `pull_request` event and its like, or of a comment on a pull request, which GitHub calls an issue. */
function numberIn(payload: unknown): number | undefined {
  const pullRequest = fieldOf(payload, "pull_request");
  const issue = fieldOf(payload, "issue");
  const number =
    fieldOf(pullRequest, "number") ?? (isObject(fieldOf(issue, "pull_request")) ? fieldOf(issue, "number") : undefined);
  return Number.isSafeInteger(number) && Number(number) > 0 ? Number(number) : undefined;
}

function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function codeOf(problem: unknown): string {
  return problem instanceof Error && "code" in problem ? String(problem.code) : "unknown";
}
