// The table as Flyway (flyway-core 11.8.2) leaves it, and as it is kept here.
import { describe, expect, it } from "vitest";
import type { ReadMigrations } from "../format.ts";
import type { Migration } from "../migration.ts";
import { folderOf, openHistory } from "../testing.ts";
import type { Tracking } from "../tracking.ts";
import { flyway } from "./flyway.ts";

const TABLE = '"flyway_schema_history"';
const FILES = {
  "V1__make_a.sql": "CREATE TABLE a(x);\nINSERT INTO a VALUES (1);\n",
  "V1.9__c.sql": "CREATE TABLE c(x);",
  "V1_10__add__b_.sql": "\ufeffALTER TABLE a ADD b;\r\n-- é\r\n\r\n",
  "sub/V2__n.sql": "PRAGMA foreign_keys=ON;\nCREATE TABLE n(x);\n",
  "U2__n.sql": "DROP TABLE n;",
  "R__the_view.sql": "DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT * FROM a;\n",
};
/** What Flyway recorded for them. */
const ROWS = [
  [1n, "1", "make a", "SQL", "V1__make_a.sql", 2125430528n, "", 1n],
  [2n, "1.9", "c", "SQL", "V1.9__c.sql", 977640486n, "", 1n],
  [3n, "1.10", "add  b ", "SQL", "V1_10__add__b_.sql", 665169567n, "", 1n],
  [4n, "2", "n", "SQL", "sub/V2__n.sql", -1318772070n, "", 1n],
  [5n, null, "the view", "SQL", "R__the_view.sql", -1974489621n, "", 1n],
];
const SHAPE = "installed_rank, version, description, type, script, checksum, installed_by, success";

function open(files: Readonly<Record<string, string>> = FILES) {
  const { migrations, tracking } = flyway.read(folderOf(files)) as ReadMigrations & { readonly tracking: Tracking };
  const of = (key: string) => migrations.find((migration) => migration.key === key) as Migration;
  const up = (migration: Migration) => [...tracking.apply(TABLE, migration), ...(tracking.finish?.(TABLE, migration) ?? [])];
  return { migrations, tracking, of, up };
}
const row = (...[rank, version, description, type, script, checksum]: (string | number | null)[]) => ({
  sql: `INSERT INTO ${TABLE} VALUES (?, ?, ?, ?, ?, ?, '', '2026-11-21 16:07:54.223', 8, 1)`,
  args: [rank, version, description, type, script, checksum] as (string | number | null)[],
});

it("is kept as Flyway keeps it", async () => {
  const { run, rows } = await openHistory();
  const { migrations, tracking, up } = open();
  await run(...tracking.create(TABLE, undefined), ...migrations.flatMap(up));
  expect(await rows(`SELECT ${SHAPE} FROM ${TABLE} ORDER BY installed_rank`)).toEqual(ROWS);
  expect(
    await rows(`SELECT DISTINCT execution_time BETWEEN 0 AND 9999, installed_on GLOB '20??-??-?? ??:??:??.???' FROM ${TABLE}`),
  ).toEqual([[1n, 1n]]);
  expect(await rows("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")).toEqual([
    ["flyway_schema_history_s_idx"],
  ]);
  expect(await rows(`SELECT ${tracking.key} FROM ${TABLE} ORDER BY installed_rank`)).toEqual(migrations.map(({ key }) => [key]));
  expect(tracking.create(TABLE, ["installed_rank"])).toEqual([]);
});

describe("is read as Flyway leaves it", () => {
  it.each<[name: string, rows: ReturnType<typeof row>[], records: [key: string, state: string][]]>([
    [
      "after migrate",
      [row(1, "1", "make a", "SQL", "V1__make_a.sql", 2125430528), row(2, null, "the view", "SQL", "R__the_view.sql", 1)],
      [
        ["1", "applied"],
        ["R__the view", "applied"],
      ],
    ],
    [
      "with its schema",
      [row(0, null, "<< Flyway Schema Creation >>", "SCHEMA", '"main"', null)],
      [["R__<< Flyway Schema Creation >>", "void"]],
    ],
    [
      "after baseline",
      [row(1, "1.9", "<< Flyway Baseline >>", "BASELINE", "<< Flyway Baseline >>", null)],
      [["1.9", "applied-up-to"]],
    ],
    [
      "after a baseline at a version that has no script",
      [row(1, "1.95", "x", "BASELINE", "x", null)],
      [["1.10", "applied-up-to"]],
    ],
    ["after a baseline below every script", [row(1, "0.5", "x", "BASELINE", "x", null)], [["0.5", "void"]]],
    ["after a baseline script", [row(1, "1.10", "base", "SQL_BASELINE", "B1.10__base.sql", 5)], [["B1.10", "applied"]]],
    [
      "after undo",
      [row(1, "2", "n", "SQL", "V2__n.sql", 1), row(2, "2", "n", "UNDO_SQL", "U2__n.sql", 2)],
      [
        ["2", "applied"],
        ["2", "void"],
      ],
    ],
    [
      "after repair deleted one",
      [row(1, "3", "n", "SQL", "V3__n.sql", 1), row(2, "3", "n", "DELETE", "V3__n.sql", 1)],
      [
        ["3", "applied"],
        ["3", "void"],
      ],
    ],
    ["with a migration in Java", [row(1, "3", "n", "JDBC", "db.V3__n", null)], [["3", "applied"]]],
  ])("%s", async (_, list, expected) => {
    const { run, records } = await openHistory();
    const { tracking } = open();
    await run(...tracking.create(TABLE, undefined), ...list);
    expect((await records(tracking)).map(({ key, state }) => [key, state])).toEqual(expected);
  });
});

it("records a script that is taken back as `flyway repair` does, which every edition reads", async () => {
  const { run, rows, records } = await openHistory();
  const { tracking, of, up } = open();
  await run(...tracking.create(TABLE, undefined), ...up(of("1")), ...up(of("2")), ...tracking.revert(TABLE, of("2"), of("1")));
  expect(tracking.revertAdds).toBe(true);
  expect(await rows(`SELECT ${SHAPE} FROM ${TABLE} WHERE installed_rank = 3`)).toEqual([
    [3n, "2", "n", "DELETE", "sub/V2__n.sql", -1318772070n, "", 1n],
  ]);
  expect((await records(tracking)).map(({ key, state }) => [key, state])).toEqual([
    ["1", "applied"],
    ["2", "applied"],
    ["2", "void"],
  ]);
  await run(...up(of("2")), ...tracking.revert(TABLE, of("2"), of("1")), ...up(of("2")));
  expect((await records(tracking)).at(-1)).toMatchObject({ key: "2", state: "applied" });
  expect(await rows(`SELECT count(*), max(${tracking.mark}) FROM ${TABLE}`)).toEqual([[6n, 6n]]);
});

it("tells a migration that began, failed, and was accepted", async () => {
  const { run, rows, records } = await openHistory();
  const { tracking, of } = open();
  await run(...tracking.create(TABLE, undefined), ...(tracking.begin?.(TABLE, of("1")) ?? []));
  expect(await records(tracking)).toEqual([{ key: "1", name: "make a", checksum: "2125430528", state: "failed" }]);
  await run(...(tracking.accept?.(TABLE, { ...of("1"), checksums: ["-7"] }) ?? []));
  expect(await records(tracking)).toEqual([{ key: "1", name: "make a", checksum: "-7", state: "applied" }]);
  await run(...(tracking.begin?.(TABLE, of("1.9")) ?? []), ...(tracking.finish?.(TABLE, of("1.9")) ?? []));
  expect(await rows(`SELECT version, success FROM ${TABLE}`)).toEqual([
    ["1", 1n],
    ["1.9", 1n],
  ]);
});

it("records a baseline script and a repeatable one again", async () => {
  const { run, rows } = await openHistory();
  const { tracking, of, up } = open({ ...FILES, "B2__base.sql": "SELECT 1;" });
  await run(
    ...tracking.create(TABLE, undefined),
    ...up(of("B2")),
    ...up(of("R__the view")),
    ...up({ ...of("R__the view"), checksums: ["8"] }),
  );
  expect(await rows(`SELECT version, type, script, checksum FROM ${TABLE} ORDER BY installed_rank`)).toEqual([
    ["2", "SQL_BASELINE", "B2__base.sql", 78787420n],
    [null, "SQL", "R__the_view.sql", -1974489621n],
    [null, "SQL", "R__the_view.sql", 8n],
  ]);
});
