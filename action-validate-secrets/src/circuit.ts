// Stops asking a host that does not answer: what would only fail again, after all its tries, fails at once and says so.
import { isPassing, isUnresolvable, StatusError } from "@libsql-actions/shared/network/fault";
import type { Send } from "@libsql-actions/shared/network/send";
import { isTlsFault } from "./fault-code.ts";

/** A request was not sent, since one to the same host failed before with all its tries; that fault is the cause. */
export class NotAskedError extends Error {
  override name = "NotAskedError";
  override readonly cause: unknown;
  constructor(host: string, cause: unknown) {
    super(`${host} was not asked again`);
    this.cause = cause;
  }
}

/**
 * A `send` that fails at once for a host that a request failed on with all its tries (up to six, see network/send.ts). A refusal of what was
 * asked for (400 to 404 and the like) is an answer, and says nothing of the next request.
 * @param isBreaking which faults are the host's
 */
export function circuitBreaking(send: Send, isBreaking: (fault: unknown) => boolean = isOfHost): Send {
  const broken = new Map<string, unknown>();
  return async (url, options, read) => {
    const { host } = new URL(url);
    if (broken.has(host)) throw new NotAskedError(host, broken.get(host));
    try {
      return await send(url, options, read);
    } catch (fault) {
      if (isBreaking(fault)) broken.set(host, fault);
      throw fault;
    }
  };
}

/** True where a host says nothing at all: one that answers, be it with an error, may answer otherwise to something else. */
export function isSilence(fault: unknown): boolean {
  const isAnswer = fault instanceof StatusError || (fault instanceof Error && fault.cause instanceof StatusError);
  return !isAnswer && isOfHost(fault);
}

/** True for what is wrong with a host, whatever it is asked. */
function isOfHost(fault: unknown): boolean {
  if (fault instanceof StatusError) return fault.status >= 500 || fault.status === 429;
  return isPassing(fault, true) || isUnresolvable(fault) || isTlsFault(fault);
}
