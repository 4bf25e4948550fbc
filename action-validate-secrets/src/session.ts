// Talks to a database for the checks. To a remote one in single requests of our own: the client throws away why a server said no.
import { stat } from "node:fs/promises";
import { loadAddon } from "@libsql-actions/shared/database/addon";
import type { ClientSettings } from "@libsql-actions/shared/database/client";
import { executeBody } from "@libsql-actions/shared/database/hrana";
import { openDatabase } from "@libsql-actions/shared/database/memory";
import type { Database } from "@libsql-actions/shared/database/resolve";
import { type Body, BodyTooLongError, boundedBytes } from "@libsql-actions/shared/network/bounded-body";
import type { Send } from "@libsql-actions/shared/network/send";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { plainLine } from "@libsql-actions/shared/report/log";
import { AddonError, InitScriptError, NoFileError, NotLibsqlError, StatementError } from "./fault.ts";

export interface Session {
  /** Runs a statement that reads. Its answer does not matter; that there is one does. */
  query(sql: string): Promise<void>;
  close(): void;
}

/** A session that is opened when it is first wanted. */
export interface Opening {
  session(): Promise<Session>;
  close(): Promise<void>;
}

export type Remote = Database & { readonly kind: "remote" };

/** More than the answer to any statement of the checks. */
const MAX_ANSWER_BYTES = 65_536;
const MAX_WORDS = 500;

/**
 * Opens a database for the checks. A remote one is not asked anything yet.
 * @param initScript the script of the in-memory database (`DATABASE_INIT_SQL`)
 * @throws NoFileError, AddonError, InitScriptError, or what the database itself says
 */
export async function openSession(
  database: Database,
  settings: ClientSettings,
  initScript: string | undefined,
): Promise<Session> {
  if (database.kind === "remote") return { query: (sql) => queryRemote(database, settings.send, sql), close: () => undefined };
  // Opening a file that is not there would make it.
  if (database.kind === "file" && !(await isFile(database.path))) throw new NoFileError("There is no such file.");
  await loadAddon(settings.addon).catch((cause: unknown) => {
    throw new AddonError("libSQL's native addon is not available", { cause });
  });
  const opened = await openDatabase(database, settings, initScript).catch((cause: unknown) => {
    throw database.kind === "memory" && initScript !== undefined
      ? new InitScriptError(errorMessage(cause), { cause })
      : withoutUrl(cause);
  });
  const query = async (sql: string) => {
    await opened.query(sql).catch((fault: unknown) => {
      throw withoutUrl(fault);
    });
  };
  return { query, close: () => opened.close() };
}

/** The database's own words, where ours around them show the URL, which is a secret's value here. */
function withoutUrl(fault: unknown): unknown {
  const cause = fault instanceof Error ? fault.cause : undefined;
  const isWrapped = fault instanceof Error && fault.name !== "LibsqlError";
  return isWrapped && cause instanceof Error && cause.name === "LibsqlError" ? cause : fault;
}

/** Opens at the first call, and gives the same session from then on. */
export function once(open: () => Promise<Session>): Opening {
  let opening: Promise<Session> | undefined;
  const session = () => {
    opening ??= open();
    return opening;
  };
  const close = async () =>
    opening?.then(
      (one) => one.close(),
      () => undefined, // What did not open is reported by the check that opened it.
    );
  return { session, close };
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch((problem: NodeJS.ErrnoException) => {
    if (["ENOENT", "ENOTDIR"].includes(problem.code ?? "")) return undefined;
    throw problem;
  });
  return found?.isFile() ?? false;
}

/**
 * One statement over the Hrana protocol, version 2 (https://github.com/tursodatabase/libsql/blob/main/docs/HTTP_V2_SPEC.md).
 * @throws NotLibsqlError, StatementError, or what `send` throws
 */
export async function queryRemote({ url, token }: Remote, send: Send, sql: string): Promise<void> {
  const body = executeBody(sql);
  const headers = { "content-type": "application/json" };
  const options = { method: "POST", headers, body, token, redirects: "none", repeatable: true } as const;
  const text = await send(`${url}/v2/pipeline`, options, (response, progress) => boundedText(response.body, progress));
  const [result] = parseResults(text);
  if (result?.type === "ok") return;
  const { message, code } = result?.error ?? {};
  if (typeof message !== "string") throw new NotLibsqlError("The answer is not that of a libSQL server.");
  throw new StatementError(plainLine(typeof code === "string" ? `${code}: ${message}` : message).slice(0, MAX_WORDS));
}

/** A body as text, up to more than any answer of the checks. */
async function boundedText(body: Body, progress: () => void): Promise<string> {
  try {
    return (await boundedBytes(body, MAX_ANSWER_BYTES, progress)).toString("utf8");
  } catch (problem) {
    throw problem instanceof BodyTooLongError ? new NotLibsqlError(problem.message) : problem;
  }
}

type StreamResult = { readonly type?: unknown; readonly error?: { readonly message?: unknown; readonly code?: unknown } };

function parseResults(text: string): (StreamResult | undefined)[] {
  try {
    const { results } = JSON.parse(text);
    if (Array.isArray(results)) return results;
  } catch {
    // Not JSON, or JSON of another form: the same to us.
  }
  throw new NotLibsqlError("The answer is not that of a libSQL server.");
}

/** What the server says of itself, on one line; empty when it says nothing. No token is sent, none is needed. */
export async function serverVersion({ url }: Remote, send: Send): Promise<string> {
  const options = { redirects: "none", repeatable: true } as const;
  const text = await send(new URL("/version", url).href, options, (response, progress) =>
    boundedText(response.body, progress),
  ).catch(
    () => "", // It answers queries; that it does not tell its version is no fault of the secrets.
  );
  return text.trimStart().startsWith("<") ? "" : plainLine(text).trim().slice(0, MAX_WORDS).toWellFormed();
}
