// Every migration of the example is taken back exactly, one by one and all at once, on every backend.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { splitScript } from "@libsql-actions/shared/sql/split";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { expect, test } from "vitest";

const MIGRATIONS = fileURLToPath(new URL("agent-memory/migrations/", import.meta.url));
const files = (await readdir(MIGRATIONS)).filter((file) => file.endsWith(".up.sql")).sort();

async function apply(db: Connection, file: string): Promise<void> {
  const { statements } = splitScript(await readFile(MIGRATIONS + file, "utf8"));
  expect(await db.transaction(statements), file).toMatchObject({ ok: true });
}

/** Everything there is: the tables as they are described, and all objects as they are written. */
async function schemaOf(db: Connection): Promise<unknown> {
  const { rows } = await db.query(
    "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE 'libsql_%' ORDER BY type, name",
  );
  return { ...(await introspect(db)), objects: rows.map((row) => Array.from(row)) };
}

async function takeBackEverything(url: string): Promise<void> {
  const db = await openConnection(parseDatabaseUrl(url, "/"), testSettings());
  const down = (file: string) => apply(db, file.replace(".up.", ".down."));
  const before = [await schemaOf(db)];
  for (const file of files) {
    await apply(db, file);
    const after = await schemaOf(db);
    expect(after).not.toEqual(before.at(-1));
    await down(file);
    expect(await schemaOf(db), file).toEqual(before.at(-1));
    await apply(db, file);
    expect(await schemaOf(db), file).toEqual(after);
    before.push(after);
  }
  for (const file of files.toReversed()) {
    before.pop();
    await down(file);
    expect(await schemaOf(db), file).toEqual(before.at(-1));
  }
  db.close();
}

test("in memory", () => takeBackEverything(":memory:"));

test("in a file", async () => {
  const directory = await mkdtemp(join(tmpdir(), "agent-memory-"));
  try {
    await takeBackEverything(`file:${join(directory, "memory.db")}`);
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("on a server", async () => {
  const server = await startSqld();
  try {
    await takeBackEverything(server.url);
  } finally {
    await server.stop();
  }
});
