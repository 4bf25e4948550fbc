import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { testSettings } from "../testing/client-settings.ts";
import { withTexts } from "./file-fills.ts";
import { openDatabase } from "./memory.ts";
import { parseDatabaseUrl } from "./url.ts";

const folder = mkdtempSync(join(tmpdir(), "file-fills-"));
afterAll(() => rmSync(folder, { recursive: true }));

const url = `file:${join(folder, "data.db")}`;
const open = (lockTimeoutMs?: number) => openDatabase(parseDatabaseUrl(url, "/"), testSettings(lockTimeoutMs), undefined);

it("texts in a statement are what they are as arguments", async () => {
  const db = await open();
  const text = fc.string({ unit: "grapheme" }).filter((one) => !one.includes("\0"));
  await fc.assert(
    fc.asyncProperty(fc.tuple(text, text), async (texts) => {
      const sql = withTexts("SELECT ?, '?' AS \"?\", /* ? */ ?, `?` FROM (SELECT 1 AS [?]) -- ?", texts);
      expect(Array.from((await db.query(sql)).rows[0] ?? [])).toEqual([texts[0], "?", texts[1], 1n]);
    }),
  );
  expect(() => withTexts("SELECT ?", ["a", "b"])).toThrow("the statement has 1 parameters, and 2 arguments are given");
  db.close();
});

it("takes values of every kind, and long ones", async () => {
  const db = await open();
  await db.transaction([{ sql: "CREATE TABLE v (x)" }]);
  const transaction = await db.beginFill();
  const long = "it's long ".repeat(400_000);
  const values = [long, "'", 7n, -1.5, null, new Uint8Array([0, 255])];
  const statements = values.map((value) => ({ sql: "INSERT INTO v VALUES (?)", args: [value] }));
  expect(await transaction.write(statements, "commit")).toEqual({ ok: true, rowsAffected: values.map(() => 1) });
  await transaction.end();
  const { rows } = await db.query("SELECT x FROM v ORDER BY rowid");
  const found = rows.map(({ x: value }) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value));
  expect(found[0] === long).toBe(true);
  expect(found.slice(1)).toEqual(values.slice(1));
  db.close();
});

it("waits for another writer as long as SQLite can", async () => {
  const [first, second] = [await open(), await open(2 ** 31)];
  const holding = await first.beginFill();
  let isOver = false;
  const waiting = second.beginFill().finally(() => {
    isOver = true;
  });
  // The other thread has begun to wait when this one has had its turns.
  for (let turn = 0; turn < 50; turn++) await setImmediate();
  expect(isOver).toBe(false);
  await holding.end();
  await (await waiting).end();
  first.close();
  second.close();
});

it("says that another writer has it, and leaves nothing open", async () => {
  const [first, second] = [await open(), await open(1)];
  const holding = await first.beginFill();
  await expect(second.beginFill()).rejects.toMatchObject({ code: "SQLITE_BUSY" });
  await holding.end();
  const free = await second.beginFill();
  await free.end();
  first.close();
  second.close();
});
