// The schema of a database, which is read once and anew when something was written.
import { openDatabase } from "@libsql-actions/shared/database/memory";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { expect, it } from "vitest";
import { schemaReader } from "./schema-reader.ts";

it("reads a schema once, and anew when something was written", async () => {
  const db = await openDatabase({ kind: "memory", url: ":memory:" }, testSettings(), undefined);
  let queries = 0;
  const counted = {
    ...db,
    query: (...args: Parameters<typeof db.query>) => {
      queries++;
      return db.query(...args);
    },
  };
  const reader = schemaReader(counted, () => false);
  const tables = async () => (await reader.schema()).tables.map(({ name }) => name);
  expect(await tables()).toEqual([]);
  const once = queries;
  expect(await tables()).toEqual([]);
  expect(queries).toBe(once);
  await reader.db.transaction([{ sql: "CREATE TABLE a(x)" }]);
  expect(await tables()).toEqual(["a"]);
  await reader.db.transactions([[{ sql: "CREATE TABLE b(x)" }]]);
  expect(await tables()).toEqual(["a", "b"]);
  await reader.db.loose([{ sql: "CREATE TABLE c(x)" }]);
  expect(await tables()).toEqual(["a", "b", "c"]);
  const write = await reader.db.beginWrite();
  await write.run(["CREATE TABLE d(x)"]);
  await write.commit();
  await write.end();
  expect(await tables()).toEqual(["a", "b", "c", "d"]);
  db.close();
});
