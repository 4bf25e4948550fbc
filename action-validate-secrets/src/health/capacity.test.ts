import { randomInt } from "node:crypto";
import { startHttp } from "@libsql-actions/shared/testing/http";
import { expect, it } from "vitest";
import { checkCapacity } from "./capacity.ts";
import { showBytes } from "./size.ts";
import { fileOf, limitsOf, type Opened, opened, run, serverWithTokens, stopAfterwards, token } from "./testing.ts";

const ROWS = "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r LIMIT 3000)";
const filled = (table: string) => [`CREATE TABLE "${table}" (x)`, `INSERT INTO "${table}" ${ROWS} SELECT zeroblob(4000) FROM r`];
const check = ({ target, session }: Opened, limits = limitsOf()) => checkCapacity(target, session, limits);

it("tells the share that is free, and what to do about much of it", async () => {
  const result = await check(await fileOf("free.db", [...filled("t"), "DELETE FROM t"]));
  expect(result.verdict).toBe("ok");
  expect(result.message).toMatch(/^1\d\.\d MB, (99|100) % of it free, 0 rows in the largest of 1\.$/);
  expect(result.measured?.["advice"]).toEqual([expect.stringContaining("pages are free")]);
});

it("warns of a database that is nearly as large as it may be", async () => {
  const file = await fileOf("full.db", [...filled("t"), "PRAGMA max_page_count = 3500"]);
  const result = await check(file);
  expect(result).toMatchObject({ verdict: "warning", reason: "quota", measured: { "max-bytes": 3_500 * 4_096 } });
  expect(result.message).toMatch(/^The database has 1\d\.\d MB and may have 14\.3 MB: 8\d % of it\.$/);
});

it("reads the limit that a server has for the database, with a read-only token", async () => {
  const admin = `127.0.0.1:${randomInt(30_000, 32_000)}`;
  const sqld = await serverWithTokens(undefined, ["--admin-listen-addr", admin]);
  const config = { block_reads: false, block_writes: false, max_db_size: "1MB" };
  const headers = { "content-type": "application/json" };
  const url = `http://${admin}/v1/namespaces/default/config`;
  expect((await fetch(url, { method: "POST", headers, body: JSON.stringify(config) })).status).toBe(200);
  await run(await opened(sqld.url, token("rw")), ["CREATE TABLE t (x)", "INSERT INTO t VALUES (zeroblob(900000))"]);
  const result = await check(await opened(sqld.url, token("ro")));
  expect(result).toMatchObject({ verdict: "warning", reason: "quota", measured: { "max-bytes": 244 * 4_096 } });
});

it("counts as many tables as there is time for", async () => {
  const names = Array.from({ length: 120 }, (_, index) => `CREATE TABLE t${index} (x)`);
  const file = await fileOf("many-tables.db", names);
  expect((await check(file)).measured).toMatchObject({ tables: 120, "tables-counted": 120 });
  const some = await check(file, limitsOf({ countMs: 2.5 }));
  expect(some).toMatchObject({ verdict: "ok", measured: { tables: 120, "tables-counted": 50 } });
  expect(some.message).toContain("(50 of 120 tables counted)");
  expect((await check(file, limitsOf({ scannedFileBytes: 1 }))).measured).toMatchObject({ "tables-counted": 0 });
});

it("shows names of every encoding as they are", async () => {
  const file = await fileOf("utf-16.db", ["PRAGMA encoding = 'UTF-16le'", 'CREATE TABLE "größe 🦭" (x)']);
  expect((await check(file)).measured).toMatchObject({ "largest-tables": [{ name: "größe 🦭", rows: 0 }] });
});

it("says what the server says where it refuses the question", async () => {
  const refusing = stopAfterwards(
    await startHttp((_, response) => {
      const error = { message: "SQLite error: no such table: pragma_page_count", code: "SQLITE_UNKNOWN" };
      const result = { step_results: [null], step_errors: [error] };
      response.end(JSON.stringify({ results: [{ type: "ok", response: { type: "batch", result } }] }));
    }),
  );
  const result = await check(await opened(refusing.url));
  expect(result).toMatchObject({ verdict: "failed", reason: "server-error" });
  expect(result.message).toContain("no such table: pragma_page_count");
});

it.each([
  [4_096, "4.1 KB"],
  [999_000, "999 KB"],
  [12_345_678, "12.3 MB"],
  [8_589_934_592, "8.6 GB"],
])("shows %d bytes as %s", (bytes, shown) => expect(showBytes(bytes)).toBe(shown));
