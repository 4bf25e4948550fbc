// What dbmate 2.36.0 reads, refuses and records, as it was measured with the program itself.
import { describe, expect, it } from "vitest";
import { folderOf, found, openHistory, readOne, shown } from "../testing.ts";
import { dbmate } from "./dbmate.ts";

const PART = "-- migrate:up\ncreate table a(x);\n-- migrate:down\ndrop table a;\n";

describe("a folder", () => {
  it("goes by names as text, and by leading digits alone", () => {
    const read = dbmate.read(
      folderOf({
        "2_b.sql": PART,
        "001_a.sql": PART,
        "10-c.sql": PART,
        "3d.sql": PART,
        "schema.sql": "x",
        "1_a.SQL": PART,
        "old/3_c.sql": PART,
      }),
    );
    expect(read.migrations.map(({ version, name, key }) => [version, name, key])).toEqual([
      ["001", "a", "001"],
      ["10", "c", "10"],
      ["2", "b", "2"],
      ["3", "d", "3"],
    ]);
    expect(read.ignored).toEqual(["1_a.SQL", "old/3_c.sql", "schema.sql"]);
    expect(found(read)).toEqual(["warning version-order m/2_b.sql"]);
  });

  it("may have a version once only, but 1 is not 01", () => {
    expect(found(dbmate.read(folderOf({ "1_a.sql": PART, "1_b.sql": PART, "2_c.sql": PART })))).toEqual([
      "error duplicate-version m/1_b.sql",
    ]);
    expect(found(dbmate.read(folderOf({ "01_a.sql": PART, "1_b.sql": PART })))).toEqual([]);
  });

  it.each([
    ["-- migrate:up", true],
    ["--migrate:up transaction:false", true],
    ["select 1;\r\n--\tmigrate:up\r\n", true],
    ["\ufeff-- migrate:up", true],
    [" -- migrate:up", false],
    ["-- migrate:upwards", false],
    ["-- migrate: up", false],
    ["-- Migrate:up", false],
  ])("is known by %j: %s", (text, is) => {
    expect(dbmate.detect(folderOf({ "1_a.sql": text }))).toBe(is);
    expect(dbmate.detect(folderOf({ "a.sql": text }))).toBe(false);
  });
});

describe("a file", () => {
  it.each<[name: string, text: string, up: string[], down: string[], transaction?: [up: boolean, down: boolean]]>([
    ["with both parts", PART, ["1 -- migrate:up", "2 create table a(x);"], ["3 -- migrate:down", "4 drop table a;"]],
    [
      "with CRLF",
      PART.replaceAll("\n", "\r\n"),
      ["1 -- migrate:up", "2 create table a(x);"],
      ["3 -- migrate:down", "4 drop table a;"],
    ],
    [
      "with comments first",
      "-- é\n\n  -- x\n--migrate:up\nA;\n--  migrate:down",
      ["4 --migrate:up", "5 A;"],
      ["6 --  migrate:down"],
    ],
    [
      "with a lone down first",
      "-- migrate:down\n-- migrate:up\nA;\n-- migrate:down",
      ["2 -- migrate:up", "3 A;"],
      ["4 -- migrate:down"],
    ],
    [
      "with a directive inside of a comment",
      "-- migrate:up\n/*\n-- migrate:down\n*/",
      ["1 -- migrate:up", "2 /*"],
      ["3 -- migrate:down", "4 */"],
    ],
    [
      "with an indented directive",
      "-- migrate:up\n  -- migrate:down\n-- migrate:down",
      ["1 -- migrate:up", "2   -- migrate:down"],
      ["3 -- migrate:down"],
    ],
    [
      "that opts out",
      "-- migrate:up transaction:false\nA;\n-- migrate:down",
      ["1 -- migrate:up transaction:false", "2 A;"],
      ["3 -- migrate:down"],
      [false, true],
    ],
    [
      "that opts out below",
      "-- migrate:up\n-- migrate:down\tx:y  transaction:false\r\n",
      ["1 -- migrate:up"],
      ["2 -- migrate:down\tx:y  transaction:false"],
      [true, false],
    ],
    [
      "whose last option counts",
      "-- migrate:up transaction:false transaction:true\n-- migrate:down transaction:true transaction:false",
      ["1 -- migrate:up transaction:false transaction:true"],
      ["2 -- migrate:down transaction:true transaction:false"],
      [true, false],
    ],
    [
      "with what is no option",
      "-- migrate:up transaction:false:x\n-- migrate:down transaction: false",
      ["1 -- migrate:up transaction:false:x"],
      ["2 -- migrate:down transaction: false"],
    ],
  ])("%s", (_, text, up, down, transaction = [true, true]) => {
    const read = readOne(dbmate, text);
    expect([shown(read.up?.text), shown(read.down?.text)]).toEqual([up, down]);
    expect([read.up?.transaction, read.down?.transaction]).toEqual(transaction);
    expect(read.found).toEqual([]);
    for (const script of [read.up, read.down]) expect(Buffer.byteLength(script?.text ?? "")).toBe(Buffer.byteLength(text));
  });

  it.each([
    ["nothing", "", "m/1_a.sql", "has no line"],
    ["no up", "create table a(x);\n-- migrate:down\n", "m/1_a.sql", "has no line"],
    ["SQL before the first up", "-- x\n/* y */\n-- migrate:up\n-- migrate:down\n", "m/1_a.sql:2", "before the first"],
    ["no down", "-- migrate:up\nA;\n", "m/1_a.sql:1", "No `-- migrate:down`"],
    [
      "a down for the first of two ups only",
      "-- migrate:up\n-- migrate:up\n-- migrate:down\n",
      "m/1_a.sql:1",
      "No `-- migrate:down`",
    ],
    ["two downs", "-- migrate:up\n-- migrate:down\nA;\n-- migrate:down\n", "m/1_a.sql:2", "Two `-- migrate:down`"],
    ["a byte order mark", `\ufeff${PART}`, "m/1_a.sql:1", "byte order mark"],
  ])("is refused with %s", (_, text, place, message) => {
    const read = readOne(dbmate, text);
    expect(read.found).toEqual([`error directive ${place}`]);
    expect(read.messages[0]).toContain(message);
  });

  it("may have several parts, which run together", () => {
    const text = `${PART}-- migrate:up transaction:false\ncreate table b(x);\n-- migrate:down\ndrop table b;\n`;
    const read = readOne(dbmate, text);
    expect(shown(read.up?.text)?.filter((line) => !line.includes("--"))).toEqual([
      "2 create table a(x);",
      "6 create table b(x);",
    ]);
    expect(shown(read.down?.text)?.filter((line) => !line.includes("--"))).toEqual(["4 drop table a;", "8 drop table b;"]);
    expect([read.up?.transaction, read.down?.transaction]).toEqual([false, true]);
    expect(read.found).toEqual(["warning directive m/1_a.sql:5"]);
  });
});

describe("the table", () => {
  /** What `dbmate up` left for 001_a.sql, 10-c.sql and 2_b.sql. */
  const RECORDED = {
    schema: 'CREATE TABLE "schema_migrations" (version varchar(128) primary key)',
    rows: [["001"], ["10"], ["2"]],
  };

  it("is read as dbmate leaves it", async () => {
    const history = await openHistory();
    await history.run(RECORDED.schema, "INSERT INTO schema_migrations (version) VALUES ('001'), ('10'), ('2')");
    expect(await history.records(dbmate.tracking)).toEqual(
      ["001", "10", "2"].map((key) => ({ key, name: undefined, checksum: undefined, state: "applied" })),
    );
  });

  it("is kept as dbmate keeps it", async () => {
    const { tracking } = dbmate;
    const history = await openHistory();
    const { migrations } = dbmate.read(folderOf({ "001_a.sql": PART, "10-c.sql": PART, "2_b.sql": PART, "3_d.sql": PART }));
    await history.run(
      ...tracking.create('"schema_migrations"', undefined),
      ...migrations.flatMap((migration) => tracking.apply('"schema_migrations"', migration)),
    );
    for (const migration of migrations.slice(3))
      await history.run(...tracking.revert('"schema_migrations"', migration, undefined));
    expect(await history.rows("SELECT sql FROM sqlite_schema WHERE type = 'table'")).toEqual([[RECORDED.schema]]);
    expect(await history.rows("SELECT version, typeof(version) FROM schema_migrations ORDER BY rowid")).toEqual(
      RECORDED.rows.map((row) => [...row, "text"]),
    );
    expect(await history.rows(`SELECT ${tracking.key} FROM schema_migrations ORDER BY rowid`)).toEqual(RECORDED.rows);
    expect(tracking.create('"schema_migrations"', ["version"])).toEqual([]);
  });

  it.each([
    [["version"], true],
    [["version", "dirty"], false],
    [["version", "inserted_at"], false],
    [["id"], false],
  ])("with the columns %j is dbmate's: %s", (columns, is) => {
    expect(dbmate.tracking.matches(columns)).toBe(is);
  });
});

describe("create", () => {
  it.each([
    [{}, "20260102030405_add_users.sql"],
    [{ "20250101000000_a.sql": PART }, "20260102030405_add_users.sql"],
    [{ "0001_a.sql": PART }, "0002_add_users.sql"],
  ])("in %j writes %s", (files, path) => {
    const [file] = dbmate.create(folderOf(files), "add_users", new Date("2026-01-02T03:04:05Z"));
    expect(file).toEqual({ path, text: "-- migrate:up\n\n\n-- migrate:down\n\n" });
    expect(readOne(dbmate, file?.text ?? "").found).toEqual([]);
  });
});
