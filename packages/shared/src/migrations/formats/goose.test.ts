// What goose 3.27.0 reads, refuses and records, as it was measured with the program itself.
import { describe, expect, it } from "vitest";
import type { Migration } from "../migration.ts";
import { folderOf, found, openHistory } from "../testing.ts";
import { goose } from "./goose.ts";

const FILE = "-- +goose Up\ncreate table a(x);\n-- +goose Down\ndrop table a;\n";
const keys = (migrations: readonly Migration[]) => migrations.map(({ version, name, key }) => [version, name, key]);

describe("a folder", () => {
  it("goes by the versions as numbers, and by its top alone", () => {
    const read = goose.read(
      folderOf({ "00010_a_b.sql": FILE, "2_b.sql": FILE, "schema.sql": "x", "3_c.SQL": FILE, "old/1_a.sql": FILE }, ["1_a.txt"]),
    );
    expect(keys(read.migrations)).toEqual([
      ["2", "b", "2"],
      ["00010", "a_b", "10"],
    ]);
    expect(read.ignored).toEqual(["3_c.SQL", "old/1_a.sql", "schema.sql"]);
    expect(found(read)).toEqual(["error file-name m/3_c.SQL"]);
  });

  it.each([
    [{ "1_a.sql": FILE, "01_b.sql": FILE }, ["error duplicate-version m/1_a.sql"]],
    [{ "0_a.sql": FILE }, ["error file-name m/0_a.sql"]],
    [{ "1-a.sql": FILE }, ["error file-name m/1-a.sql"]],
    [{ "1-create_a.sql": FILE }, ["error file-name m/1-create_a.sql"]],
    [{ "9223372036854775808_a.sql": FILE }, ["error file-name m/9223372036854775808_a.sql"]],
    [{ "9223372036854775807_a.sql": FILE }, []],
  ])("%j: %j", (files, expected) => {
    expect(found(goose.read(folderOf(files)))).toEqual(expected);
  });

  it("tells of migrations in Go, which nothing else can run", () => {
    const go = ["00002_fill.go", "00002_fill_test.go", "main.go", "helpers/3_a.go"];
    expect(found(goose.read(folderOf({ "00001_a.sql": FILE }, go)))).toEqual(["error go-migration m/00002_fill.go"]);
    expect(goose.read({ ...folderOf({}, ["1_a.go"]), folder: "" }).findings[0]?.file).toBe("1_a.go");
  });

  it.each([
    ["-- +goose Up", true],
    ["select 1;\r\n--+goose up\r\n", true],
    ["\ufeff-- +goose Up\n", true],
    ["-- +goose NO TRANSACTION\n-- +goose Up", true],
    ["-- +goose Down", false],
    ["-- see +goose Up", false],
    [" -- +goose Up", false],
    ["-- +goose Upwards", false],
  ])("is known by %j: %s", (text, is) => {
    expect(goose.detect(folderOf({ "1_a.sql": text, "atlas.sum": "h1:x" }))).toBe(is);
    expect(goose.detect(folderOf({ "a.sql": text }))).toBe(false);
  });
});

describe("the table", () => {
  /** What `goose up`, two times `goose down` and `goose up-to 2` left for the versions 1, 2 and 10. */
  const RECORDED = {
    schema: `CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	)`,
    rows: [
      [1n, 0n, 1n],
      [2n, 1n, 1n],
      [5n, 2n, 1n],
    ],
  };
  const { tracking } = goose;
  const TABLE = '"goose_db_version"';
  const ROWS = "SELECT id, version_id, is_applied FROM goose_db_version ORDER BY id";
  const states = (records: readonly { key: string; state: string }[]) => records.map(({ key, state }) => `${key} ${state}`);

  it("is read as goose leaves it", async () => {
    const history = await openHistory();
    await history.run(
      RECORDED.schema,
      "INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (1, 0, 1), (2, 1, 1), (5, 2, 1)",
    );
    expect(states(await history.records(tracking))).toEqual(["0 void", "1 applied", "2 applied"]);
  });

  it("is read as early versions of goose left it, with rows for what was taken back", async () => {
    const history = await openHistory();
    await history.run(
      RECORDED.schema,
      "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1), (1, 1), (2, 1), (2, 0), (1, 0), (1, 1)",
    );
    expect(states(await history.records(tracking))).toEqual([
      "0 void",
      "1 applied",
      "2 applied",
      "2 void",
      "1 void",
      "1 applied",
    ]);
  });

  it("is kept as goose keeps it", async () => {
    const history = await openHistory();
    const { migrations } = goose.read(folderOf({ "00001_a.sql": FILE, "2_b.sql": FILE, "10_c.sql": FILE }));
    const [first, second, third] = migrations as [Migration, Migration, Migration];
    await history.run(
      ...tracking.create(TABLE, undefined),
      ...migrations.flatMap((migration) => tracking.apply(TABLE, migration)),
    );
    await history.run(
      ...tracking.revert(TABLE, third, second),
      ...tracking.revert(TABLE, second, first),
      ...tracking.apply(TABLE, second),
    );
    expect(await history.rows("SELECT replace(sql, '\"', '') FROM sqlite_schema WHERE name = 'goose_db_version'")).toEqual([
      [RECORDED.schema],
    ]);
    expect(await history.rows(ROWS)).toEqual(RECORDED.rows);
    expect(
      await history.rows("SELECT DISTINCT typeof(version_id), typeof(is_applied), length(tstamp) FROM goose_db_version"),
    ).toEqual([["integer", "integer", 19n]]);
    expect(await history.rows(`SELECT ${tracking.key}, ${tracking.mark} FROM goose_db_version`)).toEqual([
      ["0", 1n],
      ["1", 2n],
      ["2", 5n],
    ]);
  });

  it("has its first row once, however many make it at a time", async () => {
    const history = await openHistory();
    await history.run(...tracking.create(TABLE, undefined), ...tracking.create(TABLE, undefined));
    expect(await history.rows(ROWS)).toEqual([[1n, 0n, 1n]]);
    expect(tracking.initialRows).toBe(1);
    expect(tracking.create(TABLE, ["id", "version_id", "is_applied", "tstamp"])).toEqual([]);
  });
});

describe("create", () => {
  it.each([
    [{}, "20260102030405_add_users.sql"],
    [{ "00009_a.sql": FILE }, "00010_add_users.sql"],
    [{ "9_a.sql": FILE, "10_a.sql": FILE }, "11_add_users.sql"],
  ])("in %j writes %s", (files, path) => {
    const [file] = goose.create(folderOf(files), "add_users", new Date("2026-01-02T03:04:05Z"));
    expect(file?.path).toBe(path);
    expect(found(goose.read(folderOf({ [path]: file?.text ?? "" })))).toEqual([]);
  });
});
