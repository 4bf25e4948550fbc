// The one way the suite talks HTTP: per-try timeout, overall deadline, retries of passing faults, the server's own words kept,
// and no token that follows a redirect to another host.
import { setTimeout as delay } from "node:timers/promises";
import { fetch, type Response } from "undici";
import { formatDuration } from "../inputs/duration.ts";
import { errorMessage } from "../report/failure.ts";
import { plainLine } from "../report/log.ts";
import { isPassing, StatusError, TimeoutError } from "./fault.ts";
import { dispatchers, type ProxySettings } from "./proxy.ts";

export interface NetworkSettings {
  readonly proxy: ProxySettings;
  /** How long a try may go without any sign of progress. */
  readonly tryTimeoutMs: number;
  /** How long a request may take with all its tries. */
  readonly deadlineMs: number;
  /** Told about every try that failed and is repeated. */
  readonly onRetry?: (message: string) => void;
}

export interface RequestOptions {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Sent as `Authorization: Bearer` to the host of the URL and to no other. */
  readonly token?: string | undefined;
  /** Where a redirect may lead. `none` is for requests whose body is not for anybody else to read. */
  readonly redirects: "any-host" | "same-host" | "none";
  /** Whether carrying the request out twice is harmless; when not, it is sent again only if it surely was not carried out. */
  readonly repeatable: boolean;
}

/**
 * Sends a request and reads its answer. `read` consumes the body as part of the try and calls `progress` whenever data came.
 * @throws StatusError for a status that is not 2xx, TimeoutError, or the network's own error
 */
export type Send = <T>(
  url: string,
  options: RequestOptions,
  read: (response: Response, progress: () => void) => Promise<T>,
) => Promise<T>;

const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 5_000;
const MAX_TRIES = 6;
const MAX_REDIRECTS = 5;
const MAX_DETAIL_CHARACTERS = 500;
const CONNECT_TIMEOUT_MS = 10_000;

/** Makes a `Send` with its own connections. */
export function createSend(settings: NetworkSettings): Send {
  const dispatcherFor = dispatchers(settings.proxy, Math.min(CONNECT_TIMEOUT_MS, settings.tryTimeoutMs));
  return async (url, options, read) => {
    const deadline = performance.now() + settings.deadlineMs;
    for (let tries = 1; ; tries++) {
      try {
        return await oneTry(
          new URL(url),
          options,
          read,
          dispatcherFor,
          Math.min(settings.tryTimeoutMs, deadline - performance.now()),
        );
      } catch (fault) {
        // Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
        const backoff = Math.random() * Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** tries);
        const wait = Math.max(backoff, fault instanceof StatusError ? (fault.retryAfterMs ?? 0) : 0);
        if (!isPassing(fault, options.repeatable) || tries >= MAX_TRIES) throw fault;
        if (performance.now() + wait >= deadline)
          throw new TimeoutError(`gave up after ${formatDuration(settings.deadlineMs)} and ${tries} tries`, { cause: fault });
        settings.onRetry?.(
          `${new URL(url).host}: try ${tries} failed (${errorMessage(fault)}), trying again in ${formatDuration(wait)}`,
        );
        await delay(wait);
      }
    }
  };
}

async function oneTry<T>(
  url: URL,
  options: RequestOptions,
  read: (response: Response, progress: () => void) => Promise<T>,
  dispatcherFor: ReturnType<typeof dispatchers>,
  timeoutMs: number,
): Promise<T> {
  const abort = new AbortController();
  const late = new TimeoutError(`${url.host} did not answer for ${formatDuration(timeoutMs)}`);
  const timer = setTimeout(() => abort.abort(late), timeoutMs);
  try {
    const response = await follow(url, options, dispatcherFor, abort.signal);
    if (!response.ok) throw await statusError(url.host, response);
    return await read(response, () => timer.refresh());
  } catch (fault) {
    throw abort.signal.aborted ? late : fault;
  } finally {
    clearTimeout(timer);
  }
}

async function follow(
  start: URL,
  options: RequestOptions,
  dispatcherFor: ReturnType<typeof dispatchers>,
  signal: AbortSignal,
): Promise<Response> {
  let url = start;
  for (let redirects = 0; ; redirects++) {
    const own = url.origin === start.origin;
    const response = await fetch(url, {
      method: options.method ?? "GET",
      headers: { ...options.headers, ...(options.token && own ? { authorization: `Bearer ${options.token}` } : {}) },
      ...(options.body === undefined ? {} : { body: options.body }),
      redirect: "manual",
      dispatcher: dispatcherFor(url),
      signal,
    });
    const location = response.headers.get("location");
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
    await response.body?.cancel();
    const next = new URL(location, url);
    if (options.redirects === "none" || (options.redirects === "same-host" && next.origin !== start.origin))
      throw new Error(`${start.host} redirects to ${plainLine(next.host)}, where this request must not go. Check the URL.`);
    if (url.protocol === "https:" && next.protocol !== "https:")
      throw new Error(`${url.host} redirects from https to ${next.protocol.slice(0, -1)}, which is refused.`);
    if (redirects >= MAX_REDIRECTS) throw new Error(`${start.host} redirects more than ${MAX_REDIRECTS} times.`);
    url = next;
  }
}

async function statusError(host: string, response: Response): Promise<StatusError> {
  const body = await boundedText(response);
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new StatusError(host, response.status, errorWords(body), Number.isFinite(seconds) ? seconds * 1_000 : undefined);
}

/** The first part of a body as text: enough for an error, whatever a server sends. */
async function boundedText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > 16 * MAX_DETAIL_CHARACTERS) break;
  }
  return text;
}

/** What a server says of a failure: the `error` or `message` of a JSON body, else the text itself; nothing of an HTML page. */
function errorWords(body: string): string {
  let words = body.trim();
  try {
    const { error, message } = JSON.parse(words);
    words = String(error?.message ?? error ?? message ?? words);
  } catch {
    // Not JSON: the text is what the server has to say.
    if (words.startsWith("<")) words = "";
  }
  return plainLine(words).slice(0, MAX_DETAIL_CHARACTERS);
}
