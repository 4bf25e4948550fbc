// What is written as text is read back as the same rows, whatever is in them.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import type { Schema } from "@libsql-actions/shared/schema/table";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { typeRows } from "../data/load-rows.ts";
import { readData } from "../data/read-data.ts";
import type { Value } from "../generate/value.ts";
import type { SeedPlan } from "../plan/seed-table.ts";
import { jsonPieces, ndjsonPieces, sqlPieces } from "./text-rows.ts";

let [db, schema, folder]: [Connection, Schema, string] = [undefined as never, undefined as never, ""];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "text-rows-"));
  db = await openConnection(parseDatabaseUrl(":memory:", "/"), testSettings());
  const made = await db.transaction([
    { sql: `CREATE TABLE "a ""b" (id INTEGER PRIMARY KEY, "t,1" TEXT, r REAL, "'" BLOB)` },
    { sql: "CREATE TABLE c (i INT)" },
  ]);
  expect(made).toMatchObject({ ok: true });
  schema = await introspect(db);
});
afterAll(async () => {
  db.close();
  await rm(folder, { recursive: true });
});

function planOf(rows: readonly (readonly Value[])[]): SeedPlan {
  const tables = schema.tables.map((table) => {
    const own = table.name === "c" ? rows.map((_, index) => [BigInt(index)]) : rows.map((row, index) => [BigInt(index), ...row]);
    return { table, columns: table.columns, count: own.length, row: (index: number): readonly Value[] => own[index] ?? [] };
  });
  return { tables, circular: new Set() };
}

function rowsOf(plan: Pick<SeedPlan, "tables">) {
  return plan.tables
    .filter(({ count }) => count > 0)
    .map(({ table, count, row }) => [table.name, Array.from({ length: count }, (_, index) => row(index).map(bytes))]);
}
/** Buffers and arrays of bytes are the same to a database. */
const bytes = (value: Value): Value => (value instanceof Uint8Array ? Buffer.from(value) : value);

const real = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const text = fc.string({ unit: "grapheme" }).filter((one) => !one.includes("\0"));
const rows = fc.array(fc.tuple(fc.option(text), fc.option(real), fc.option(fc.uint8Array({ maxLength: 9 }))), { maxLength: 210 });

it("as JSON and NDJSON", async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const plan = planOf(given);
      for (const [name, pieces] of [
        ["x.json", jsonPieces(plan)],
        ["x.ndjson", ndjsonPieces(plan)],
      ] as const) {
        await writeFile(join(folder, name), [...pieces].join(""));
        const data = await readData([name], folder);
        const { tables, findings } = typeRows(schema, data.tables, data.columnAt, () => 0n);
        expect(findings).toEqual([]);
        expect(rowsOf({ tables })).toEqual(rowsOf(plan));
      }
    }),
    { numRuns: 20 },
  );
});

it("as SQL", async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const plan = planOf(given);
      await writeFile(join(folder, "x.sql"), [...sqlPieces(plan)].join(""));
      const { scripts } = await readData(["x.sql"], folder);
      expect(
        await db.transaction([{ sql: `DELETE FROM "a ""b"` }, { sql: "DELETE FROM c" }, ...(scripts[0]?.statements ?? [])]),
      ).toMatchObject({ ok: true });
      const found = await db.query(`SELECT id, "t,1", r, "'" FROM "a ""b" ORDER BY id`);
      const read = found.rows.map((row) => Array.from(row, (cell) => (cell instanceof ArrayBuffer ? Buffer.from(cell) : cell)));
      expect(read).toEqual(rowsOf(plan)[0]?.[1] ?? []);
    }),
    { numRuns: 20 },
  );
});

it("the same rows give the same bytes", () => {
  const plan = planOf([["ü\n'", -0.5, new Uint8Array([1])]]);
  expect([...jsonPieces(plan)].join("")).toBe(
    '{\n  "a \\"b": [\n    {"id":0,"t,1":"ü\\n\'","r":-0.5,"\'":{"$hex":"01"}}\n  ],\n  "c": [\n    {"i":0}\n  ]\n}\n',
  );
  expect([...sqlPieces(plan)].join("")).toBe(
    `BEGIN;\nINSERT INTO "a ""b" ("id", "t,1", "r", "'") VALUES\n(0, 'ü\n''', -5.0000000000000000e-1, X'01');\nINSERT INTO "c" ("i") VALUES\n(0);\nCOMMIT;\n`,
  );
});
