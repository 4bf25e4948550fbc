// Keeps what a server says of a failure, whatever it sends: bounded, on one line, without HTML.
import { plainLine } from "../report/log.ts";
import type { Answer, AnswerHeaders } from "./answer.ts";
import { boundedChunks } from "./bounded-body.ts";
import { StatusError } from "./fault.ts";

const MAX_DETAIL_CHARACTERS = 500;
/** Of a body; enough for the words in it. */
const MAX_READ_BYTES = 16 * MAX_DETAIL_CHARACTERS;

/** The error for an answer with a status that means failure. Its words are read as far as they come. */
export async function statusError(answer: Answer): Promise<StatusError> {
  const words = errorWords(await firstText(answer));
  return new StatusError(answer.host, answer.status, words, retryAfterMs(answer.headers), answer.headers);
}

/**
 * Seconds or a date, by the server's own clock (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after). GitHub gives the second in which a
 * limit ends instead (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api).
 */
function retryAfterMs(headers: AnswerHeaders): number | undefined {
  const header = headers.get("retry-after");
  const now = Date.parse(headers.get("date") ?? "");
  const wait =
    header === null ? limitEnd(headers) - now : /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

/** In milliseconds of the epoch; NaN where no limit is used up. */
function limitEnd(headers: AnswerHeaders): number {
  return headers.get("x-ratelimit-remaining") === "0"
    ? Number(headers.get("x-ratelimit-reset") ?? Number.NaN) * 1_000
    : Number.NaN;
}

async function firstText({ body }: Answer): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of boundedChunks(body, MAX_READ_BYTES)) text += decoder.decode(chunk, { stream: true });
  } catch {
    // A body that is cut, stalls or is too long takes nothing from the status, which decides what happens next. Its last word may be the first half of a
    // secret, which nobody would know for one.
    return text.slice(0, Math.max(text.lastIndexOf(" "), text.lastIndexOf("\n")) + 1);
  }
  return text;
}

/** What a server says of a failure: the `error` or `message` of a JSON body, else the text itself; nothing of an HTML page. */
function errorWords(body: string): string {
  const text = body.trim();
  const words = jsonWords(text) ?? (text.startsWith("<") ? "" : text);
  return plainLine(words).slice(0, MAX_DETAIL_CHARACTERS).toWellFormed().trim();
}

function jsonWords(text: string): string | undefined {
  try {
    const { error, message } = JSON.parse(text);
    return [error?.message, error, message].find((candidate) => typeof candidate === "string");
  } catch {
    return undefined; // Not JSON, or JSON without fields.
  }
}
