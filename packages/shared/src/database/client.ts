// Opens the one libSQL client of the suite for any kind of database.
import type { Client } from "@libsql/client";
import { boundedBytes } from "../network/bounded-body.ts";
import { RedirectError } from "../network/fault.ts";
import type { Send } from "../network/send.ts";
import { plainLine } from "../report/log.ts";
import type { Addon } from "./addon.ts";
import { MAX_ANSWER_BYTES } from "./hrana.ts";
import { nativeTimeoutMs } from "./local.ts";
import { remoteClient } from "./remote-client.ts";
import type { Database, RemoteDatabase } from "./resolve.ts";

export interface ClientSettings {
  /** For remote databases. */
  readonly send: Send;
  /** For transactions on remote databases, where these may take longer than reads; `send` otherwise. */
  readonly transactionSend?: Send;
  /** Where the native addon comes from, for `file:` and `:memory:`. */
  readonly addon: Addon;
  /** How long a local database waits for another writer. */
  readonly lockTimeoutMs: number;
}

/**
 * Opens a client for reading, and on local databases for writing. Answers are retried as for requests that may be repeated: write to remote
 * databases through `transaction`, which does not.
 */
export async function openClient(database: Database, settings: ClientSettings): Promise<Client> {
  if (database.kind !== "remote") {
    const { loadAddon } = await import("./addon.ts");
    await loadAddon(settings.addon);
    const { createClient } = await import("@libsql/client/sqlite3");
    try {
      // One connection: settings such as foreign_keys belong to a connection, and must reach the one that a transaction gets.
      return createClient({
        url: database.url,
        timeout: nativeTimeoutMs(settings.lockTimeoutMs),
        intMode: "bigint",
        concurrency: 1,
      });
    } catch (cause) {
      throw new Error(`${database.url} cannot be opened; its folder must exist, and be writable`, { cause });
    }
  }
  return remoteClient(database, settings.send, () => loadClient(database, settings.send));
}

async function loadClient(database: RemoteDatabase, send: Send): Promise<Client> {
  const { createClient } = await import("@libsql/client/http");
  return createClient({
    // With the slash: the client resolves its paths against the URL, and would drop the last part of `/dev/<namespace>`.
    url: `${database.url}/`,
    ...(database.token === undefined ? {} : { authToken: database.token }),
    intMode: "bigint",
    fetch: (request: Request) => forward(request, database, send),
  });
}

/** Carries a request of the client over `send`, which decides about timeouts, retries, proxy and redirects. */
async function forward(request: Request, database: RemoteDatabase, send: Send): Promise<Response> {
  // A server's answer may name another base URL for its stream; nothing of ours goes there.
  const { origin } = new URL(request.url);
  if (origin !== new URL(database.url).origin)
    throw new RedirectError(`${database.host} points to ${plainLine(origin)}, where this request must not go.`);
  const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer());
  return send(
    request.url,
    {
      method: request.method === "POST" ? "POST" : "GET",
      headers: { "content-type": request.headers.get("content-type") ?? "application/json" },
      ...(body === undefined ? {} : { body }),
      token: database.token,
      redirects: "same-host",
      repeatable: true,
    },
    async (answer, progress) => {
      const bytes = await boundedBytes(answer.body, MAX_ANSWER_BYTES, progress);
      return new Response(bytes, { status: answer.status });
    },
  );
}
