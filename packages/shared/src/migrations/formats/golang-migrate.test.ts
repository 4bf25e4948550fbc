// What golang-migrate 4.18.3 reads, passes over and records, as it was measured with the program itself.
import { describe, expect, it } from "vitest";
import type { Migration } from "../migration.ts";
import { folderOf, found, openHistory } from "../testing.ts";
import { golangMigrate } from "./golang-migrate.ts";

const { tracking } = golangMigrate;
const TABLE = '"schema_migrations"';
const FOLDER = folderOf({
  "0001_create_a.up.sql": "a",
  "0001_create_a.down.sql": "-a",
  "2_b.up.sql": "b",
  "2_b.down.sql": "-b",
  "10_c.up.sql": "c",
});
const ROWS = `SELECT version, dirty, typeof(version), typeof(dirty) FROM ${TABLE}`;
/** What `migrate up` left. */
const SCHEMA = [
  "CREATE TABLE schema_migrations (version uint64,dirty bool)",
  "CREATE UNIQUE INDEX version_unique ON schema_migrations (version)",
];

describe("a folder", () => {
  it("has pairs, in the order of the numbers", () => {
    const read = golangMigrate.read(FOLDER);
    expect(read.migrations.map(({ version, name, key, up, down }) => [version, name, key, up.file, down?.file])).toEqual([
      ["0001", "create_a", "1", "m/0001_create_a.up.sql", "m/0001_create_a.down.sql"],
      ["2", "b", "2", "m/2_b.up.sql", "m/2_b.down.sql"],
      ["10", "c", "10", "m/10_c.up.sql", undefined],
    ]);
    expect(found(read)).toEqual([]);
    expect([golangMigrate.detect(FOLDER), golangMigrate.resembles?.(FOLDER)]).toEqual([false, true]);
  });

  it.each([
    [{ "1-a.up.sql": "" }, [], ["warning file-name m/1-a.up.sql"]],
    [{ "1_a.sql": "", "1_a.UP.sql": "" }, [], ["warning file-name m/1_a.UP.sql", "warning file-name m/1_a.sql"]],
    [{ "x_a.up.sql": "", "old/1_a.up.sql": "" }, [], []],
    [{ "1_a.up.SQL": "", "2_.up.sql": "", "0_a.up.sql": "" }, ["0", "1", "2"], []],
    [{ "1_a.up.down.sql": "" }, [], ["error file-name m/1_a.up.down.sql"]],
    [{ "9223372036854775808_a.up.sql": "" }, [], ["error file-name m/9223372036854775808_a.up.sql"]],
    [{ "1_a.up.sql": "", "001_b.up.sql": "" }, ["1", "1"], ["error duplicate-version m/1_a.up.sql"]],
  ])("%j: %j", (files, keys, expected) => {
    const read = golangMigrate.read(folderOf(files));
    expect(read.migrations.map(({ key }) => key)).toEqual(keys);
    expect(found(read)).toEqual(expected);
  });
});

describe("the table", () => {
  it.each<[name: string, row: string | undefined, records: object[]]>([
    ["after `up`", "(10, 0)", [{ key: "10", state: "applied-up-to" }]],
    ["after an `up` that failed", "(11, 1)", [{ key: "11", state: "failed", upTo: true }]],
    ["after a `down` to nothing that failed", "(-1, 1)", [{ key: "-1", state: "failed", upTo: true }]],
    ["after a `down` to nothing", undefined, []],
  ])("is read as it stands %s", async (_, row, records) => {
    const history = await openHistory();
    await history.run(...SCHEMA, ...(row === undefined ? [] : [`INSERT INTO schema_migrations (version, dirty) VALUES ${row}`]));
    expect(await history.records(tracking)).toEqual(
      records.map((record) => ({ name: undefined, checksum: undefined, ...record })),
    );
  });

  it("is kept as golang-migrate keeps it", async () => {
    const history = await openHistory();
    const [first, second, third] = golangMigrate.read(FOLDER).migrations as [Migration, Migration, Migration];
    const row = async () => (await history.rows(ROWS)).map((values) => values.join(" "));
    await history.run(...tracking.create(TABLE, undefined));
    expect(await history.rows("SELECT replace(sql, '\"', '') FROM sqlite_schema ORDER BY rowid")).toEqual(
      SCHEMA.map((sql) => [sql]),
    );
    for (const [migration, version] of [
      [first, 1],
      [second, 2],
      [third, 10],
    ] as const) {
      await history.run(...tracking.apply(TABLE, migration), ...(tracking.finish?.(TABLE, migration) ?? []));
      expect(await row()).toEqual([`${version} 0 integer integer`]);
    }
    await history.run(...tracking.revert(TABLE, third, second));
    expect(await row()).toEqual(["2 0 integer integer"]);
    await history.run(...tracking.revert(TABLE, second, first), ...tracking.revert(TABLE, first, undefined));
    expect(await row()).toEqual([]);
    expect(tracking.create(TABLE, ["version", "dirty"])).toEqual([]);
  });

  it("is dirty while a migration without a transaction has not come to its end", async () => {
    const history = await openHistory();
    const [, second] = golangMigrate.read(FOLDER).migrations as [Migration, Migration];
    const mark = async () => (await history.rows(`SELECT ${tracking.key}, dirty, max(${tracking.mark}) FROM ${TABLE}`))[0];
    await history.run(...tracking.create(TABLE, undefined), ...(tracking.begin?.(TABLE, second) ?? []));
    expect(await mark()).toEqual(["2", 1n, 5n]);
    await history.run(...(tracking.accept?.(TABLE, second) ?? []));
    expect(await mark()).toEqual(["2", 0n, 4n]);
    await history.run(...(tracking.begin?.(TABLE, second) ?? []), ...(tracking.finish?.(TABLE, second) ?? []));
    expect(await mark()).toEqual(["2", 0n, 4n]);
  });

  it.each([
    [["version", "dirty"], true],
    [["version"], false],
    [["id"], false],
  ])("with the columns %j is golang-migrate's: %s", (columns, is) => {
    expect(tracking.matches(columns)).toBe(is);
  });
});

describe("create", () => {
  it.each([
    [{}, "20260102030405_add"],
    [{ "000009_a.up.sql": "" }, "000010_add"],
  ])("in %j writes %s", (files, stem) => {
    expect(golangMigrate.create(folderOf(files), "add", new Date("2026-01-02T03:04:05Z"))).toEqual([
      { path: `${stem}.up.sql`, text: "" },
      { path: `${stem}.down.sql`, text: "" },
    ]);
  });
});
