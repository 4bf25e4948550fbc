// Opens the one libSQL client of the suite for any kind of database.
import type { Client } from "@libsql/client";
import type { Send } from "../network/send.ts";
import { type Addon, loadAddon } from "./addon.ts";
import type { Database } from "./resolve.ts";

export interface ClientSettings {
  /** For remote databases. */
  readonly send: Send;
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
    await loadAddon(settings.addon);
    const { createClient } = await import("@libsql/client/sqlite3");
    return createClient({ url: database.url, timeout: settings.lockTimeoutMs, intMode: "bigint" });
  }
  const { createClient } = await import("@libsql/client/http");
  return createClient({
    url: database.url,
    ...(database.token === undefined ? {} : { authToken: database.token }),
    intMode: "bigint",
    fetch: (request: Request) => forward(request, database, settings.send),
  });
}

/** Carries a request of the client over `send`, which decides about timeouts, retries, proxy and redirects. */
async function forward(request: Request, database: Database & { kind: "remote" }, send: Send): Promise<Response> {
  // A server's answer may name another base URL for its stream; nothing of ours goes there.
  if (new URL(request.url).host !== database.host)
    throw new Error(`${database.host} points to ${new URL(request.url).host}, where this request must not go.`);
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
    async (response, progress) => {
      const bytes = await response.arrayBuffer();
      progress();
      return new Response(bytes, { status: response.status });
    },
  );
}
