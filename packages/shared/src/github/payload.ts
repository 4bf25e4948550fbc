// Reads the payload of the event that started a run (https://docs.github.com/en/webhooks/webhook-events-and-payloads). Whoever opens a pull request
// writes most of what stands in there.
import { readFile, stat } from "node:fs/promises";

/** GitHub delivers no payload above 25 MB. */
const MAX_PAYLOAD_BYTES = 26_000_000;

/** The payload is not to be had; the message says why, as the end of a sentence about it. */
export class PayloadError extends Error {
  override name = "PayloadError";
}

/** Any JSON. @param eventFile GITHUB_EVENT_PATH @throws PayloadError */
export async function readPayload(eventFile: string): Promise<unknown> {
  try {
    const { size } = await stat(eventFile);
    if (size > MAX_PAYLOAD_BYTES) throw new PayloadError(`has ${size} bytes`);
    return JSON.parse(await readFile(eventFile, "utf8"));
  } catch (problem) {
    if (problem instanceof PayloadError) throw problem;
    const code = problem instanceof Error && "code" in problem ? String(problem.code) : "unknown";
    // What JSON.parse says quotes the payload.
    throw new PayloadError(problem instanceof SyntaxError ? "is not JSON" : `cannot be read (${code})`);
  }
}
