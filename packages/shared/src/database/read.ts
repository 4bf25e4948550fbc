// What a dump, a digest or a check reads a database through.
import type { InValue } from "@libsql/client";

/** Runs one statement and gives its rows: integers are bigint, blobs ArrayBuffer or Uint8Array. `Connection.query` is one. */
export type Read = (sql: string, args?: readonly InValue[]) => Promise<{ readonly rows: readonly ArrayLike<unknown>[] }>;
