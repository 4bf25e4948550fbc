// The one way the suite talks to other hosts: per-try timeout, overall deadline, retries of passing faults, the server's own words kept,
// and no token that follows a redirect to another origin.
import { setTimeout as delay } from "node:timers/promises";
import { formatDuration, MAX_TIMER_MS } from "../inputs/duration.ts";
import { errorMessage } from "../report/failure.ts";
import type { Answer } from "./answer.ts";
import { backoffMs } from "./backoff.ts";
import { statusError } from "./error-words.ts";
import { isPassing, StatusError, TimeoutError } from "./fault.ts";
import type { Follow } from "./follow.ts";
import type { ProxySettings } from "./proxy.ts";
import type { Method } from "./wire.ts";

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
  readonly method?: Method;
  /** Nothing secret: they follow redirects. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Sent as `Authorization: Bearer` to the origin of the URL and to no other. */
  readonly token?: string | undefined;
  /** Where a redirect may lead. `none` is for requests whose body is not for anybody else to read. `same-host` means the same scheme and port too. */
  readonly redirects: "any-host" | "same-host" | "none";
  /** Whether carrying the request out twice is harmless; when not, it is sent again only if it surely was not carried out. */
  readonly repeatable: boolean;
  /** How long the request may take with all its tries, where that is less than the settings allow. */
  readonly timeoutMs?: number;
}

/**
 * Sends a request and reads its answer. `read` consumes the body as part of the try and calls `progress` whenever data came.
 * User name and password of the URL are sent as `Authorization: Basic`, under the rule for the token.
 * @throws StatusError for a status that is not 2xx, RedirectError, TimeoutError, or the network's own error
 */
export type Send = <T>(
  url: string,
  options: RequestOptions,
  read: (answer: Answer, progress: () => void) => Promise<T>,
) => Promise<T>;

type Read<T> = (answer: Answer, progress: () => void) => Promise<T>;

const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 5_000;
const MAX_TRIES = 6;
const CONNECT_TIMEOUT_MS = 10_000;

/** Makes a `Send`. Those that go through the same proxies share their connections, whatever else they are told. */
export function createSend(settings: NetworkSettings): Send {
  const follow: Follow = async (...request) => (await followFor(settings))(...request);
  return async (url, options, read) => {
    const target = URL.parse(url);
    if (target === null || !/^https?:$/.test(target.protocol))
      throw new Error("The address to send to is not an http or https URL.");
    const allowedMs = Math.min(settings.deadlineMs, options.timeoutMs ?? settings.deadlineMs);
    const deadline = performance.now() + allowedMs;
    let before: unknown;
    for (let tries = 1; ; tries++) {
      const left = deadline - performance.now();
      try {
        return await oneTry(target, options, read, follow, Math.min(settings.tryTimeoutMs, left), left);
      } catch (fault) {
        if (!isPassing(fault, options.repeatable) || tries >= MAX_TRIES) throw fault;
        const wait = pause(fault, tries);
        if (performance.now() + wait >= deadline) throw gaveUp(target.host, allowedMs, tries, wait, lastWords(fault, before));
        before = fault;
        settings.onRetry?.(
          `${target.host}: try ${tries} failed (${errorMessage(fault)}), trying again in ${formatDuration(wait)}`,
        );
        await delay(wait);
      }
    }
  };
}

/** By proxies and connect timeout: to connect anew takes two round trips or more. */
const follows = new Map<string, Promise<Follow>>();

function followFor({ proxy, tryTimeoutMs }: NetworkSettings): Promise<Follow> {
  const connectTimeoutMs = Math.min(CONNECT_TIMEOUT_MS, tryTimeoutMs);
  const key = JSON.stringify([proxy, connectTimeoutMs]);
  const follow = follows.get(key) ?? loadFollow(proxy, connectTimeoutMs);
  follows.set(key, follow);
  return follow;
}

/** A step that sends nothing need not wait for what sends to be loaded. */
async function loadFollow(proxy: ProxySettings, connectTimeoutMs: number): Promise<Follow> {
  const { followOver } = await import("./follow.ts");
  return followOver(proxy, connectTimeoutMs);
}

/** The back-off, and at least what the server asks for. */
function pause(fault: unknown, tries: number): number {
  const backoff = backoffMs(tries, FIRST_BACKOFF_MS, MAX_BACKOFF_MS);
  return Math.max(backoff, fault instanceof StatusError ? (fault.retryAfterMs ?? 0) : 0);
}

/**
 * What is to be told of a request that was given up. A last try that the deadline cut says nothing of the server; what it said before does. But one
 * that was surely not carried out must not hide one that may have been.
 */
function lastWords(fault: unknown, before: unknown): unknown {
  return fault instanceof TimeoutError && before instanceof StatusError && !isPassing(before, false) ? before : fault;
}

function gaveUp(host: string, deadlineMs: number, tries: number, wait: number, cause: unknown): TimeoutError {
  const asked =
    cause instanceof StatusError && cause.retryAfterMs === wait ? `, and it asks to wait ${formatDuration(wait)}` : "";
  const count = tries === 1 ? "1 try" : `${tries} tries`;
  return new TimeoutError(`${host} did not answer well in ${count}; ${formatDuration(deadlineMs)} are allowed in all${asked}`, {
    cause,
  });
}

/** All that Node says of an answer that broke off is `aborted`. */
function inWords(fault: unknown): unknown {
  const isCut = fault instanceof Error && fault.message === "aborted";
  return isCut ? new Error("the connection was cut in the middle of the answer", { cause: fault }) : fault;
}

async function oneTry<T>(
  url: URL,
  options: RequestOptions,
  read: Read<T>,
  follow: Follow,
  silenceMs: number,
  leftMs: number,
): Promise<T> {
  const abort = new AbortController();
  const timer = (milliseconds: number, message: string) =>
    setTimeout(() => abort.abort(new TimeoutError(message)), Math.min(Math.max(1, milliseconds), MAX_TIMER_MS));
  const silence = timer(silenceMs, `${url.host} did not answer for ${formatDuration(silenceMs)}`);
  // A body that trickles makes progress for ever.
  const end = timer(leftMs, `${url.host} did not finish its answer in time`);
  const cut = new Promise<never>((_, reject) => abort.signal.addEventListener("abort", () => reject(abort.signal.reason)));
  // Whoever waits for the answer is told.
  cut.catch(() => undefined);
  let answer: Answer | undefined;
  try {
    // A connection that a proxy keeps from opening does not hear of the signal.
    answer = await Promise.race([follow(url, options, abort.signal), cut]);
    if (!answer.ok) throw await statusError(answer);
    const result = await read(answer, () => silence.refresh());
    // A body without a length ends with its connection, whoever has closed that.
    abort.signal.throwIfAborted();
    return result;
  } catch (fault) {
    throw abort.signal.aborted && !(fault instanceof StatusError) ? abort.signal.reason : inWords(fault);
  } finally {
    // What is left of it nobody reads.
    answer?.body.destroy();
    clearTimeout(silence);
    clearTimeout(end);
  }
}
