// The check `connect`: the database answers, and takes the token. `/health` would prove nothing of it. The first request goes without the token:
// what is no libSQL server, or redirects, never sees it, and a server that needs none is told apart from one that took it.
import { StatusError } from "@libsql-actions/shared/network/fault";
import { type Diagnosis, diagnose } from "./fault.ts";
import { WRONG_DATABASE } from "./fault-status.ts";
import type { Reach } from "./reach.ts";
import { queryRemote, type Remote, type ServerIdentity, serverIdentity } from "./remote.ts";
import { type Check, passed, type Reason, type Result } from "./result.ts";
import { withoutUrl } from "./session.ts";
import type { Target } from "./target.ts";

const SELECT = "SELECT 1";
/** Reads the header of a file, which `SELECT 1` does not. */
const SELECT_LOCALLY = "SELECT count(*) FROM sqlite_schema";
/** What is asked after the first answer gets this part of the deadline at least. */
const LEAST_SHARE = 0.05;
/** A token never goes to a host that it was not stored for (contract of the suite: a token has a host). */
const GIVE_TOKEN =
  "TURSO_AUTH_TOKEN was not sent: it belongs to the host of the environment's own URL, and this is another. If it is for this database too, give it as `auth-token`.";
const SILENT: ServerIdentity = { version: "", dateMs: undefined };

/** What the check found, and what later checks go by. */
export interface ConnectOutcome {
  readonly results: readonly Result[];
  readonly identity: ServerIdentity;
  /** Why there is no connection; undefined where there is one. */
  readonly failure: Reason | undefined;
  /** True where the server answers without a token too. */
  readonly isUnprotected: boolean;
}

/**
 * Makes the check, all of it within the deadline: one result for the URL and, where there is a connection to a server, one for the token.
 */
export async function checkConnect(reach: Reach): Promise<ConnectOutcome> {
  const { target } = reach;
  const { database, urlName } = target;
  if (database.kind === "remote") return connectRemote(reach, database);
  const base = { identity: SILENT, isUnprotected: false };
  try {
    await queryLocal(reach, SELECT_LOCALLY);
  } catch (fault) {
    const result = faultOf(target, "connect", fault);
    return { ...base, results: [result], failure: result.reason };
  }
  return { ...base, results: [passed(urlName, "connect", "The database opens.")], failure: undefined };
}

async function connectRemote({ target, send, optionalSend, deadlineMs }: Reach, database: Remote): Promise<ConnectOutcome> {
  const { urlName, tokenName } = target;
  const { host, token, ...rest } = database;
  const started = performance.now();
  const timeLeft = () => Math.max(deadlineMs * LEAST_SHARE, deadlineMs - (performance.now() - started));
  const bare: Remote = { ...rest, host };
  const first = token === undefined ? undefined : await attempt(() => queryRemote(bare, send, [SELECT], timeLeft()));
  const isUnprotected = token === undefined ? false : first === undefined;
  if (first !== undefined && !isAboutToken(first.fault)) {
    const result = faultOf(target, "connect", first.fault);
    return { results: [result], identity: SILENT, failure: result.reason, isUnprotected };
  }
  const [second, identity] = await Promise.all([
    attempt(() => queryRemote(database, send, [SELECT], timeLeft())),
    serverIdentity(database, optionalSend, timeLeft()),
  ]);
  if (second !== undefined) {
    const result = refusal(target, first?.fault, second.fault);
    return { results: [result], identity, failure: result.reason, isUnprotected };
  }
  const ofToken =
    token === undefined
      ? passed(tokenName, "connect", `${host} wants no token, and none was sent.`)
      : isUnprotected
        ? unprotected(host, tokenName)
        : passed(tokenName, "connect", `${host} accepts it.`);
  return {
    results: [passed(urlName, "connect", `${host} answers.`), ofToken],
    identity,
    failure: undefined,
    isUnprotected: isUnprotected || token === undefined,
  };
}

/** 404 where the same request without a token got 401 is the answer of a server that knows tokens, whatever its words are. */
function refusal(target: Target, without: unknown, fault: unknown): Result {
  const isOurs = without instanceof StatusError && without.status === 401 && fault instanceof StatusError && fault.status === 404;
  return isOurs
    ? diagnosisResult(target, "connect", { ...diagnose(fault), ...WRONG_DATABASE })
    : faultOf(target, "connect", fault);
}

function unprotected(host: string, secret: string): Result {
  return {
    secret,
    check: "connect",
    verdict: "warning",
    reason: "unprotected",
    message: `${host} answers without a token too, so whether this one is good cannot be told.`,
    fix: "Expected of a local test server. Otherwise start the server with authentication (`auth: jwt` of the setup action, `--auth-jwt-key-file` of sqld).",
  };
}

/** A refusal of one request, and not of all: with a token the answer may be another. */
function isAboutToken(fault: unknown): boolean {
  return fault instanceof StatusError && fault.status < 500 && fault.status !== 408 && fault.status !== 429;
}

/** Undefined where it succeeds. */
async function attempt(work: () => Promise<void>): Promise<{ readonly fault: unknown } | undefined> {
  try {
    await work();
    return undefined;
  } catch (fault) {
    return { fault };
  }
}

/** Runs a statement on a database of this machine. */
export async function queryLocal({ opening }: Reach, sql: string): Promise<void> {
  const opened = await opening.open();
  await opened.query(sql).catch((fault: unknown) => {
    throw withoutUrl(fault);
  });
}

/** The result for what went wrong, under the name of the secret that is to blame. */
export function faultOf(target: Target, check: Check, fault: unknown): Result {
  return diagnosisResult(target, check, diagnose(fault, target.database.kind !== "remote"));
}

/** The same for what is known to be wrong. */
export function diagnosisResult({ urlName, tokenName, isTokenWithheld }: Target, check: Check, diagnosis: Diagnosis): Result {
  const { blame, reason, message } = diagnosis;
  const fix = reason === "missing" && isTokenWithheld ? GIVE_TOKEN : diagnosis.fix;
  return { secret: blame === "token" ? tokenName : urlName, check, verdict: "failed", reason, message, fix };
}
