// What sqlx-cli 0.9.0 reads, refuses and records, as it was measured with the program itself.
import { describe, expect, it } from "vitest";
import type { Migration } from "../migration.ts";
import { folderOf, found, openHistory } from "../testing.ts";
import { sqlx } from "./sqlx.ts";

const { tracking } = sqlx;
const TABLE = '"_sqlx_migrations"';
/** The folder that was applied, with a file of each kind. */
const FOLDER = folderOf({
  "0001_create_a.sql": "create table a(x);\n",
  "2_add_b_table.up.sql": "-- no-transaction\r\ncreate table b(x);\r\n",
  "2_add_b_table.down.sql": "drop table b;\n",
  "10_bom.sql": "\ufeffcreate table c(x);\n",
});
/** What `sqlx migrate run` left for it. */
const SCHEMA = `CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
)`;
const RECORDED: [bigint, string, string, bigint][] = [
  [
    1n,
    "create a",
    "578c91ef0465cbc197c61fb28c4f7ccbc9587ddf06115f7b78efe3460cbd305cbddeeae81e458dcb6902833a91e4e91e",
    11_462_984n,
  ],
  [
    2n,
    "add b table",
    "1f7406a7da1d8c17473633379f51d7fd372e362b0a0174bf4e5361beba8277d45bd6adb65bb8e0a234626b8281c374c0",
    23_812_899n,
  ],
  [10n, "bom", "c6d427cc1d1709f514376955a4bb9a7772b809cd992ef66506e05048b41be885c862ae418d1766466c52a3ab839fddd2", 39_893_620n],
];
const ROWS = `SELECT version, description, lower(hex(checksum)), success, typeof(checksum), length(installed_on) FROM ${TABLE} ORDER BY rowid`;

describe("a folder", () => {
  it("may mix single files with pairs, in the order of the numbers", () => {
    const read = sqlx.read(FOLDER);
    expect(read.migrations.map(({ version, name, key, up, down }) => [version, name, key, up.file, down?.file])).toEqual([
      ["0001", "create_a", "1", "m/0001_create_a.sql", undefined],
      ["2", "add_b_table", "2", "m/2_add_b_table.up.sql", "m/2_add_b_table.down.sql"],
      ["10", "bom", "10", "m/10_bom.sql", undefined],
    ]);
    expect(found(read)).toEqual([]);
  });

  it.each([
    [{ "seed_data.sql": "" }, ["error file-name m/seed_data.sql"]],
    [{ "1-a_b.sql": "" }, ["error file-name m/1-a_b.sql"]],
    [
      { "1-a.sql": "", "schema.sql": "", "2_a.SQL": "", "old/x_y.sql": "" },
      ["warning file-name m/1-a.sql", "warning file-name m/2_a.SQL"],
    ],
    [{ "1_a.sql": "", "1_a.up.sql": "" }, ["error duplicate-version m/1_a.up.sql"]],
    [{ "1_a.down.sql": "" }, ["error file-name m/1_a.down.sql"]],
    [{ "1_.sql": "", "0_.up.sql": "" }, []],
  ])("%j: %j", (files, expected) => {
    expect(found(sqlx.read(folderOf(files)))).toEqual(expected);
  });

  it("never tells for sure whose it is", () => {
    expect([sqlx.detect(FOLDER), sqlx.resembles?.(FOLDER)]).toEqual([false, true]);
    expect(sqlx.resembles?.(folderOf({ "1-a.sql": "" }))).toBe(false);
  });

  it.each([
    ["-- no-transaction", false],
    ["-- no-transactions are good\nselect 1;", false],
    ["\n-- no-transaction\n", true],
    ["\ufeff-- no-transaction\n", true],
    ["-- No-transaction\n", true],
    ["--no-transaction\n", true],
  ])("has a file that begins with %j in a transaction: %s", (text, transaction) => {
    const [migration] = sqlx.read(folderOf({ "1_a.up.sql": text, "1_a.down.sql": "x" })).migrations;
    expect([migration?.up.transaction, migration?.down?.transaction]).toEqual([transaction, true]);
    expect(migration?.up.text).toBe(text);
  });
});

describe("a checksum", () => {
  const checksums = (text: string) => sqlx.read(folderOf({ "1_a.sql": text })).migrations[0]?.checksums ?? [];

  it("is that of the bytes first, then those of other line endings", () => {
    expect(sqlx.read(FOLDER).migrations.map(({ checksums: [first] }) => first)).toEqual(
      RECORDED.map(([, , checksum]) => checksum),
    );
    const [unix, windows, mixed] = ["a\nb\n", "a\r\nb\r\n", "a\r\nb\n"].map((text) => checksums(text)) as [
      string[],
      string[],
      string[],
    ];
    expect(windows).toEqual([unix[1], unix[0]]);
    expect(mixed.slice(1)).toEqual(unix);
    expect(new Set(mixed).size).toBe(3);
    expect(checksums("a")).toHaveLength(1);
  });
});

describe("the table", () => {
  const filled = async () => {
    const history = await openHistory();
    const insert = `INSERT INTO ${TABLE} (version, description, success, checksum, execution_time) VALUES (?, ?, TRUE, ?, ?)`;
    await history.run(
      SCHEMA,
      ...RECORDED.map(([version, description, checksum, time]) => ({
        sql: insert,
        args: [version, description, Buffer.from(checksum, "hex"), time],
      })),
    );
    return history;
  };

  it("is read as sqlx leaves it", async () => {
    const history = await filled();
    const { migrations } = sqlx.read(FOLDER);
    expect(await history.records(tracking)).toEqual(
      migrations.map(({ key, name, checksums: [checksum] }) => ({ key, name, checksum, state: "applied" })),
    );
    await history.run(`UPDATE ${TABLE} SET success = FALSE WHERE version = 10`);
    expect((await history.records(tracking)).map(({ state }) => state)).toEqual(["applied", "applied", "failed"]);
  });

  it("is kept as sqlx keeps it", async () => {
    const [history, theirs] = [await openHistory(), await filled()];
    const { migrations } = sqlx.read(FOLDER);
    const [first, , third] = migrations as [Migration, Migration, Migration];
    const applied = migrations.flatMap((migration) => [
      ...tracking.apply(TABLE, migration),
      ...(tracking.finish?.(TABLE, migration) ?? []),
    ]);
    await history.run(...tracking.create(TABLE, undefined), ...applied);
    expect(await history.rows("SELECT replace(sql, '\"', '') FROM sqlite_schema WHERE type = 'table'")).toEqual([[SCHEMA]]);
    expect(await history.rows(ROWS)).toEqual(await theirs.rows(ROWS));
    expect(await history.rows(`SELECT ${tracking.key} FROM ${TABLE}`)).toEqual([["1"], ["2"], ["10"]]);
    expect(await history.rows(`SELECT max(${tracking.mark}) FROM ${TABLE}`)).toEqual([[10n]]);
    await history.run(...tracking.revert(TABLE, third, first));
    expect((await history.records(tracking)).map(({ key }) => key)).toEqual(["1", "2"]);
    expect(tracking.create(TABLE, ["version"])).toEqual([]);
  });

  it("tells a migration without a transaction that has not come to its end", async () => {
    const history = await openHistory();
    const [migration] = sqlx.read(FOLDER).migrations as [Migration];
    const state = async () => (await history.records(tracking)).map(({ state: found, checksum }) => [found, checksum]);
    const [checksum] = migration.checksums;
    await history.run(...tracking.create(TABLE, undefined), ...(tracking.begin?.(TABLE, migration) ?? []));
    expect(await state()).toEqual([["failed", checksum]]);
    await history.run(...(tracking.finish?.(TABLE, migration) ?? []));
    expect(await state()).toEqual([["applied", checksum]]);
  });

  it("takes a migration as it is now", async () => {
    const history = await filled();
    await history.run(`UPDATE ${TABLE} SET success = FALSE, checksum = x'00'`);
    const [migration] = sqlx.read(FOLDER).migrations as [Migration];
    await history.run(...(tracking.accept?.(TABLE, migration) ?? []));
    expect((await history.records(tracking))[0]).toEqual({
      key: "1",
      name: "create_a",
      checksum: RECORDED[0]?.[2],
      state: "applied",
    });
    expect(await history.rows(`SELECT typeof(checksum) FROM ${TABLE} LIMIT 1`)).toEqual([["blob"]]);
  });
});

describe("create", () => {
  it.each([
    [{}, ["20260102030405_add_users.sql"]],
    [{ "0001_a.sql": "" }, ["0002_add_users.sql"]],
    [{ "0001_a.up.sql": "", "0001_a.down.sql": "" }, ["0002_add_users.up.sql", "0002_add_users.down.sql"]],
    [{ "0001_a.up.sql": "", "0002_a.sql": "" }, ["0003_add_users.sql"]],
  ])("in %j writes %j", (files, paths) => {
    const created = sqlx.create(folderOf(files), "add_users", new Date("2026-01-02T03:04:05Z"));
    expect(created.map(({ path }) => path)).toEqual(paths);
    expect(created[0]?.text).toMatch(/^-- Add (up )?migration script here\n$/);
  });
});
