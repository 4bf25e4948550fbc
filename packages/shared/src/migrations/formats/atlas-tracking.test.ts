// The table as Atlas (ariga.io/atlas v0.32.1, with the ent schema of its command) leaves it, and as it is kept here.
import { describe, expect, it } from "vitest";
import type { Migration } from "../migration.ts";
import { folderOf, openHistory } from "../testing.ts";
import { atlas } from "./atlas.ts";

const TABLE = '"atlas_schema_revisions"';
const { tracking } = atlas;
const FILES = {
  "20260101000000_init.sql": "CREATE TABLE a(x);\nINSERT INTO a VALUES (1); -- trailing ;\n",
  "20260102000000.sql":
    "-- atlas:txmode none\n\n-- about b\nCREATE TABLE b(x);\r\n/* c */ CREATE TRIGGER t AFTER INSERT ON a BEGIN\n SELECT 1;\nEND;\nINSERT INTO a VALUES (2)",
  "20260103000000_bad_one.sql":
    "CREATE TABLE c(x);\n/* lead */ CREATE TABLE d(x /* in */); -- end\nINSERT INTO nope VALUES (1);\nSELECT 1;",
};
const [init, second, bad] = atlas.read(folderOf(FILES)).migrations as [Migration, Migration, Migration];
/** What Atlas recorded for the first two, and for the third, of which it had applied two statements. */
const NULL_HASHES = "X'6E756C6C'";
const ROWS = [
  ["20260101000000", "init", 2n, 2n, 2n, "", "", "GlDob/PIUe6abU2h0Qm301zizBuSRs14hfb/OZLBQRA=", NULL_HASHES],
  ["20260102000000", "", 2n, 3n, 3n, "", "", "0YC//G3hiZSsJgSSjBehM2mQ8vAdcB84cpSCwsoL41Y=", NULL_HASHES],
];
const FAILED = [
  "20260103000000",
  "bad_one",
  2n,
  2n,
  4n,
  "no such table: nope",
  "INSERT INTO nope VALUES (1);",
  "oDXgz5IR28OD6rKQXCUw2omws+U+X0lZHJTaYLl4/Ss=",
  `X'${Buffer.from('["h1:7+VVBWXvUPOPvj3TPSMei2xRgQUMXUbXujdLLQk230A=","h1:0zmE4UojjHpipHthLOUeAxMBrOC+QlDnix+MIg9wAZU="]').toString("hex").toUpperCase()}'`,
];
const SHAPE = `SELECT version, description, type, applied, total, error, error_stmt, hash, quote(partial_hashes) FROM ${TABLE} ORDER BY version`;
const create = tracking.create(TABLE, undefined);
const up = (migration: Migration) => [...tracking.apply(TABLE, migration), ...(tracking.finish?.(TABLE, migration) ?? [])];

it("is kept as Atlas keeps it", async () => {
  const { run, rows } = await openHistory();
  await run(...create, ...up(init), ...up(second));
  expect(await rows(SHAPE)).toEqual(ROWS);
  expect(
    await rows(
      `SELECT DISTINCT executed_at GLOB '20??-??-?? ??:??:??.???+00:00', typeof(execution_time), execution_time BETWEEN 0 AND 9999000000, operator_version FROM ${TABLE}`,
    ),
  ).toEqual([[1n, "integer", 1n, "libsql-actions"]]);
  expect(await rows(`SELECT ${tracking.key}, max(${tracking.mark}) FROM ${TABLE}`)).toEqual([
    ["20260102000000", "20260102000000"],
  ]);
  expect(tracking.create(TABLE, ["version"])).toEqual([]);
  await run(...tracking.revert(TABLE, second, init));
  expect(await rows(SHAPE)).toEqual(ROWS.slice(0, 1));
});

it("tells a migration that began, failed, and was accepted, so that Atlas goes on where it stopped", async () => {
  const { run, rows, records } = await openHistory();
  await run(...create, ...(tracking.begin?.(TABLE, bad) ?? []));
  expect((await records(tracking))[0]).toEqual({
    key: bad.key,
    name: "bad_one",
    checksum: undefined,
    state: "failed",
    failedAt: 1,
  });
  const failed = { statement: 3, total: 4, message: "no such table: nope", sql: "INSERT INTO nope VALUES (1)" };
  await run(...(tracking.fail?.(TABLE, bad, failed) ?? []));
  expect(await rows(SHAPE)).toEqual([FAILED]);
  expect((await records(tracking))[0]).toMatchObject({ state: "failed", failedAt: 3 });
  await run(...(tracking.accept?.(TABLE, bad) ?? []));
  expect(await rows(SHAPE)).toEqual([[FAILED[0], "bad_one", 6n, 4n, 4n, "", "", FAILED[7], NULL_HASHES]]);
  expect((await records(tracking))[0]).toMatchObject({ state: "applied" });
});

it("has all statements once a migration that began has ended", async () => {
  const { run, rows } = await openHistory();
  await run(...create, ...(tracking.begin?.(TABLE, second) ?? []), ...(tracking.finish?.(TABLE, second) ?? []));
  expect(await rows(SHAPE)).toEqual(ROWS.slice(1));
});

describe("is read as Atlas leaves it", () => {
  it.each([
    ["applied", "'1', 'a', 2, 3, 3", { key: "1", name: "a", checksum: undefined, state: "applied" }],
    ["half applied", "'1', 'a', 2, 1, 3", { key: "1", name: "a", checksum: undefined, state: "failed", failedAt: 2 }],
    ["a baseline", "'1', 'a', 1, 0, 0", { key: "1", name: "a", checksum: undefined, state: "applied-up-to" }],
    ["set by hand", "'1', 'a', 4, 0, 0", { key: "1", name: "a", checksum: undefined, state: "applied" }],
    ["failed, and then set by hand", "'1', 'a', 6, 1, 3", { key: "1", name: "a", checksum: undefined, state: "applied" }],
    ["an empty file", "'1', '', 2, 0, 0", { key: "1", name: "", checksum: undefined, state: "applied" }],
    [
      "its own mark",
      "'.atlas_cloud_identifier', 'x', 2, 0, 0",
      { key: ".atlas_cloud_identifier", name: "x", checksum: undefined, state: "void" },
    ],
  ])("%s", async (_, values, record) => {
    const { run, records } = await openHistory();
    await run(
      ...create,
      `INSERT INTO ${TABLE} VALUES (${values}, '2026-11-21 16:14:45.214270801+00:00', 1326680, '', '', 'h', ${NULL_HASHES}, 'Atlas CLI v0.32.0')`,
    );
    expect(await records(tracking)).toEqual([record]);
  });
});
