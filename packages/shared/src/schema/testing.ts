// Makes databases in tests, and reads their schema.
import { type Connection, openConnection } from "../database/connection.ts";
import { parseDatabaseUrl } from "../database/url.ts";
import { testSettings } from "../testing/client-settings.ts";
import { introspect } from "./introspect.ts";
import type { Schema } from "./table.ts";

export async function openDatabase(url = ":memory:"): Promise<Connection> {
  return openConnection(parseDatabaseUrl(url, "/"), testSettings());
}

/** Runs the statements as one transaction, with foreign keys off. Fails with the database's own words. */
export async function run(database: Connection, statements: readonly string[]): Promise<void> {
  const result = await database.transaction(
    statements.map((sql) => ({ sql })),
    { foreignKeys: "off" },
  );
  if (!result.ok) throw new Error(`${result.message}: ${statements[result.index ?? -1] ?? "at the end"}`);
}

/** The schema of a new database in memory on which the statements were run. */
export async function schemaOf(...statements: readonly string[]): Promise<Schema> {
  const database = await openDatabase();
  try {
    await run(database, statements);
    return await introspect(database);
  } finally {
    database.close();
  }
}
