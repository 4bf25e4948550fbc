// What geni 1.3.3 reads, stops at and records, as it was measured with the program itself.
import { describe, expect, it } from "vitest";
import type { Migration } from "../migration.ts";
import { folderOf, found, openHistory } from "../testing.ts";
import { geni } from "./geni.ts";

const { tracking } = geni;
const TABLE = '"schema_migrations"';
const FOLDER = folderOf({
  "1700000000_create_a.up.sql": "a",
  "1700000000_create_a.down.sql": "-a",
  "002_b.up.sql": "b",
  "10_c.up.sql": "c",
});
/** What `geni up` leaves in a libSQL database. */
const SCHEMA = "CREATE TABLE schema_migrations (id VARCHAR(255) NOT NULL PRIMARY KEY)";

describe("a folder", () => {
  it("has pairs, in the order of the numbers", () => {
    const read = geni.read(FOLDER);
    expect(read.migrations.map(({ version, name, key, up, down }) => [version, name, key, up.file, down?.file])).toEqual([
      ["002", "b", "2", "m/002_b.up.sql", undefined],
      ["10", "c", "10", "m/10_c.up.sql", undefined],
      ["1700000000", "create_a", "1700000000", "m/1700000000_create_a.up.sql", "m/1700000000_create_a.down.sql"],
    ]);
    expect(found(read)).toEqual([]);
    expect([geni.detect(FOLDER), geni.resembles?.(FOLDER)]).toEqual([false, true]);
  });

  it.each([
    [{ "a.up.sql": "" }, ["error file-name m/a.up.sql"]],
    [{ "1-a.up.sql": "", "x_a.down.sql": "" }, ["error file-name m/1-a.up.sql", "error file-name m/x_a.down.sql"]],
    [{ "1_a.sql": "", "schema.sql": "", "2_a.UP.sql": "" }, ["warning file-name m/1_a.sql", "warning file-name m/2_a.UP.sql"]],
    [{ "1_a.down.sql": "" }, ["error file-name m/1_a.down.sql"]],
  ])("%j: %j", (files, expected) => {
    expect(found(geni.read(folderOf(files)))).toEqual(expected);
  });

  it.each([
    ["-- transaction:no\nvacuum;", false],
    ["-- transaction: no\r\nvacuum;", false],
    ["select 'transaction: none';\n", false],
    ["\ufeff-- transaction:no\n", false],
    ["-- transaction:no", true],
    ["-- transaction:no; vacuum;", true],
    ["-- transaction:  no\n", true],
    ["-- transaction: yes\n", true],
    ["\n-- transaction:no\n", true],
    ["-- Transaction:no\n", true],
  ])("has %j in a transaction: %s", (text, transaction) => {
    const [migration] = geni.read(folderOf({ "1_a.up.sql": "", "1_a.down.sql": text })).migrations;
    expect([migration?.up.transaction, migration?.down?.transaction]).toEqual([true, transaction]);
  });
});

describe("the table", () => {
  it("is read as geni leaves it", async () => {
    const history = await openHistory();
    await history.run(SCHEMA, "INSERT INTO schema_migrations (id) VALUES ('2'), ('10'), ('1700000000')");
    expect(await history.records(tracking)).toEqual(
      ["2", "10", "1700000000"].map((key) => ({ key, name: undefined, checksum: undefined, state: "applied" })),
    );
  });

  it("is kept as geni keeps it", async () => {
    const history = await openHistory();
    const migrations = geni.read(FOLDER).migrations as [Migration, Migration, Migration];
    await history.run(
      ...tracking.create(TABLE, undefined),
      ...migrations.flatMap((migration) => tracking.apply(TABLE, migration)),
    );
    await history.run(...tracking.revert(TABLE, migrations[1], migrations[0]));
    expect(await history.rows("SELECT replace(sql, '\"', '') FROM sqlite_schema WHERE type = 'table'")).toEqual([[SCHEMA]]);
    expect(await history.rows(`SELECT id, typeof(id), ${tracking.key} FROM ${TABLE} ORDER BY rowid`)).toEqual([
      ["2", "text", "2"],
      ["1700000000", "text", "1700000000"],
    ]);
    expect(tracking.create(TABLE, ["id"])).toEqual([]);
    expect([["id"], ["version"], ["id", "name"]].map(tracking.matches)).toEqual([true, false, false]);
  });
});

describe("create", () => {
  it.each([
    [{}, "1767323045"],
    [{ "1767323045_a.up.sql": "" }, "1767323046"],
    [{ "20260101000000_a.up.sql": "" }, "20260101000001"],
  ])("in %j writes version %s", (files, version) => {
    expect(geni.create(folderOf(files), "Add_Users", new Date("2026-01-02T03:04:05.678Z"))).toEqual([
      { path: `${version}_add_users.up.sql`, text: "-- Write your up sql migration here" },
      { path: `${version}_add_users.down.sql`, text: "-- Write your down sql migration here" },
    ]);
  });
});
