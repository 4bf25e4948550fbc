import { expect, it } from "vitest";
import { StatusError, TimeoutError } from "../network/fault.ts";
import { errorMessage } from "../report/failure.ts";
import { explainFault, explainLocalFault } from "./explain-fault.ts";

const HOST = "db.example:8080";
const coded = (code: string, words: string) => Object.assign(new Error(words), { code });

it.each<[string, unknown, string]>([
  [
    "a refused connection",
    coded("ECONNREFUSED", `connect ECONNREFUSED ${HOST}`),
    `connect ECONNREFUSED ${HOST}. Start the server before this step, as the setup action does, or check \`database-url\`.`,
  ],
  [
    "a host without address",
    coded("ENOTFOUND", "getaddrinfo ENOTFOUND db"),
    `${HOST} cannot be reached: getaddrinfo ENOTFOUND db. Check \`database-url\`.`,
  ],
  [
    "TLS where there is none",
    coded("ERR_SSL_WRONG_VERSION_NUMBER", "wrong version number"),
    `${HOST} cannot be reached: wrong version number. A server without TLS has`,
  ],
  [
    "a token that is not accepted",
    new StatusError(HOST, 401, "The JWT has expired", undefined),
    `${HOST} answered 401: The JWT has expired. Give a token as \`auth-token\` that is good for this database, or make a new one.`,
  ],
  ["a token that may not", new StatusError(HOST, 403, "forbidden", undefined), "give one with more rights"],
  ["a database that is not there", new StatusError(HOST, 404, "", undefined), `${HOST} answered 404. There is no such database`],
  [
    "retries that ran out",
    new TimeoutError("gave up", { cause: new StatusError(HOST, 503, "busy", undefined) }),
    `gave up: ${HOST} answered 503: busy`,
  ],
])("%s is told with what to do, once", (_, fault, expected) => {
  const explained = explainFault(HOST, fault);
  expect(explained.message).toContain(expected);
  expect(errorMessage(explained)).toBe(explained.message);
});

it.each([
  ["SQLITE_NOTADB", "file:/a.db is no SQLite database, or is encrypted (SQLITE_NOTADB). Check `database-url`"],
  ["SQLITE_BUSY", "file:/a.db is locked by another writer (SQLITE_BUSY): wait for it, or raise `lock-timeout`"],
  ["SQLITE_ERROR", "SQLITE_ERROR: its words"],
])("names the local database and what to do: %s", (code, expected) => {
  const fault = Object.assign(new Error(`${code}: its words`), { code });
  expect(explainLocalFault("file:/a.db", fault)).toMatchObject({ message: expected });
});
