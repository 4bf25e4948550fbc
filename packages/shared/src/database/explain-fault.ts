// Says what a fault of the network or a refusal of the server means for somebody who gave a database URL and a token.
import { faultCode, isUnresolvable, StatusError, TimeoutError } from "../network/fault.ts";
import { errorMessage } from "../report/failure.ts";

/** The error to show for what came of a request to `host`: what happened, in the words there are, and what to do where that can be told. */
export function explainFault(host: string, fault: unknown): Error {
  const words = errorMessage(fault);
  const named = words.includes(host) ? words : `${host} cannot be reached: ${words}`;
  const advice = adviceOn(fault);
  return new Error(advice === undefined ? named : `${named.replace(/\.$/, "")}. ${advice}`, { cause: fault });
}

function adviceOn(fault: unknown): string | undefined {
  const status = statusOf(fault);
  if (status === 401) return "Give a token as `auth-token` that is good for this database, or make a new one.";
  if (status === 403) return "The token does not allow this; give one with more rights as `auth-token`.";
  if (status === 404) return "There is no such database, or the token is for another one; check `database-url` and `auth-token`.";
  if (status !== undefined) return undefined;
  if (isUnresolvable(fault)) return "Check `database-url`.";
  const code = faultCode(fault) ?? "";
  if (code === "ECONNREFUSED") return "Start the server before this step, as the setup action does, or check `database-url`.";
  if (/^ERR_(SSL|TLS)_|^EPROTO$|CERT|SELF_SIGNED/.test(code))
    return "A server without TLS has `http://` or `?tls=0` in its `database-url`; certificates of your own go into NODE_EXTRA_CA_CERTS.";
  return undefined;
}

/** The status that a server answered with; retries that ran out of time hold it in their cause. */
function statusOf(fault: unknown): number | undefined {
  if (fault instanceof TimeoutError) return statusOf(fault.cause);
  return fault instanceof StatusError ? fault.status : undefined;
}

/** The same for a database of this machine: what names neither the database nor what to do does so; everything else stays as it is. */
export function explainLocalFault(url: string, fault: unknown): unknown {
  const code = fault instanceof Error && "code" in fault ? fault.code : undefined;
  if (code === "SQLITE_NOTADB")
    return new Error(`${url} is no SQLite database, or is encrypted (${code}). Check \`database-url\``, { cause: fault });
  if (code === "SQLITE_BUSY")
    return new Error(`${url} is locked by another writer (${code}): wait for it, or raise \`lock-timeout\``, { cause: fault });
  return fault;
}
