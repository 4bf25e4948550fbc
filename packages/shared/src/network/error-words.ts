// Keeps what a server says of a failure, whatever it sends: bounded, on one line, without HTML.
import type { Headers, Response } from "undici";
import { plainLine } from "../report/log.ts";
import { boundedChunks } from "./bounded-body.ts";
import { StatusError } from "./fault.ts";

const MAX_DETAIL_CHARACTERS = 500;
/** Of a body; enough for the words in it. */
const MAX_READ_BYTES = 16 * MAX_DETAIL_CHARACTERS;

/** The error for an answer with a status that means failure. Its words are read as far as they come. */
export async function statusError(response: Response): Promise<StatusError> {
  const words = errorWords(await firstText(response));
  return new StatusError(new URL(response.url).host, response.status, words, retryAfterMs(response.headers));
}

/** Seconds or a date, by the server's own clock (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after). */
function retryAfterMs(headers: Headers): number | undefined {
  const header = headers.get("retry-after");
  if (header === null) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.parse(headers.get("date") ?? "");
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

async function firstText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of boundedChunks(response.body, MAX_READ_BYTES)) text += decoder.decode(chunk, { stream: true });
  } catch {
    // A body that is cut, stalls or is too long takes nothing from the status, which decides what happens next.
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
