// Reads a database that others may be writing to as it is at one moment, for as long as the reading takes.
import { type ClientSettings, openClient } from "./client.ts";
import type { Connection } from "./connection.ts";
import { explainLocalFault } from "./explain-fault.ts";
import { openStream } from "./hrana-stream.ts";
import type { Read } from "./read.ts";

/** The moment is that of the first read, not of BEGIN. */
const FIRST_READ = "SELECT count(*) FROM sqlite_schema";

/**
 * Calls `work` with a function whose answers are all of one moment: a read transaction on a connection of its own, and on a server on one Hrana
 * stream. It is for reading only; what would be written is rolled back. Nobody is kept from writing but on a file whose journal is not a write-ahead log. An in-memory database is read through its connection;
 * nobody else has it.
 * @throws what `work` throws, and an `Error` where the connection to a server breaks: the moment is gone then, and the work begins again or not at all
 */
export async function withSnapshot<T>(
  connection: Pick<Connection, "database" | "query">,
  settings: ClientSettings,
  work: (read: Read) => Promise<T>,
): Promise<T> {
  const { database } = connection;
  if (database.kind === "memory") return work(connection.query);
  if (database.kind === "remote") {
    const stream = openStream(database, settings.send);
    try {
      await stream.read("BEGIN TRANSACTION READONLY");
      await stream.read(FIRST_READ);
      return await work(stream.read);
    } finally {
      await stream.close();
    }
  }
  const client = await openClient(database, settings);
  try {
    const told = (fault: unknown) => Promise.reject(explainLocalFault(database.url, fault));
    const transaction = await client.transaction("read").catch(told);
    try {
      await transaction.execute(FIRST_READ).catch(told);
      return await work((sql, args = []) => transaction.execute({ sql, args: [...args] }).catch(told));
    } finally {
      // Closing the client alone would leave the file locked.
      transaction.close();
    }
  } finally {
    client.close();
  }
}
