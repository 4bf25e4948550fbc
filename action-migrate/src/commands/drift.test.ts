// What `drift` and `verify` find in databases that somebody has changed by hand, and in histories that are not as they should be.
import { rmSync } from "node:fs";
import { splitScript } from "@libsql-actions/shared/sql/split";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { byHand, foundIn, messagesOf, migrations, rowsOf, WITH_SQLD } from "../replay/testing.ts";
import { runHere, type StepHere } from "../testing.ts";

let sqld: Sqld;
const made: string[] = [];
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(async () => {
  await sqld.stop();
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

const FOLDER = {
  "1_a.sql": `CREATE TABLE a(
  id INTEGER PRIMARY KEY,
  name TEXT COLLATE NOCASE,
  age INTEGER DEFAULT 1 CHECK (age > 0)
);
CREATE INDEX by_name ON a(name);
CREATE TRIGGER tr AFTER INSERT ON a BEGIN UPDATE a SET age = 2 WHERE id = NEW.id; END;`,
  "2_b.sql": "CREATE VIEW v AS SELECT name FROM a;",
};

/** A workspace and a database file that has all of the folder. */
async function applied(files: Readonly<Record<string, string>> = FOLDER) {
  const path = migrations(files);
  made.push(path);
  const url = `file:${path}/a.db`;
  const step = (inputs: Record<string, string>) => runHere(path, { "database-url": url, ...inputs }, WITH_SQLD);
  expect((await step({ command: "up" })).error).toBeUndefined();
  return { path, url, step };
}

const driftOf = ({ reports }: StepHere) => reports[0]?.drift;
const OFF = "PRAGMA foreign_keys=off";
const TABLE = { name: "name TEXT COLLATE NOCASE", age: "age INTEGER DEFAULT 1 CHECK (age > 0)" };
const INDEX = "CREATE INDEX by_name ON a(name)";
const TRIGGER = "CREATE TRIGGER tr AFTER INSERT ON a BEGIN UPDATE a SET age = 2 WHERE id = NEW.id; END";
const rebuilt = (changes: Partial<typeof TABLE>) => {
  const { name, age } = { ...TABLE, ...changes };
  return [
    OFF,
    "DROP VIEW v",
    "DROP TABLE a",
    `CREATE TABLE a(id INTEGER PRIMARY KEY, ${name}, ${age})`,
    INDEX,
    TRIGGER,
    FOLDER["2_b.sql"],
  ];
};

describe("finds, changed by hand,", () => {
  const cases: [string, string[], RegExp][] = [
    [
      "a column",
      ["ALTER TABLE a ADD COLUMN extra TEXT"],
      /^The column "extra" of the table "a" is in the database and not in the migrations: extra TEXT\.$/m,
    ],
    [
      "a column that is gone",
      ["DROP INDEX by_name", "DROP VIEW v", "ALTER TABLE a DROP COLUMN name"],
      /^The column "name" of the table "a" is in the migrations and not in the database: name TEXT COLLATE NOCASE\.$/m,
    ],
    [
      "an index",
      ["DROP INDEX by_name", "CREATE UNIQUE INDEX by_name ON a(name)"],
      /^The index "by_name" is CREATE UNIQUE INDEX by_name ON a \(name\) in the database, and CREATE INDEX by_name ON a \(name\) in the migrations\.$/m,
    ],
    [
      "a trigger",
      ["DROP TRIGGER tr"],
      /^The trigger "tr" is in the migrations and not in the database: CREATE TRIGGER tr AFTER INSERT/m,
    ],
    [
      "a view",
      ["DROP VIEW v", "CREATE VIEW v AS SELECT id FROM a"],
      /^The view "v" is CREATE VIEW v AS SELECT id FROM a in the database/m,
    ],
    [
      "a CHECK",
      rebuilt({ age: "age INTEGER DEFAULT 1 CHECK (age > 5)" }),
      /^The CHECK "CHECK \(age > 0\)" of the table "a" is CHECK \(age > 5\) in the database, and CHECK \(age > 0\) in the migrations\.$/m,
    ],
    [
      "a default",
      rebuilt({ age: "age INTEGER DEFAULT 7 CHECK (age > 0)" }),
      /^The column "age" of the table "a" is age INTEGER DEFAULT 7 in the database, and age INTEGER DEFAULT 1 in the migrations\.$/m,
    ],
    [
      "a collation",
      rebuilt({ name: "name TEXT" }),
      /^The column "name" of the table "a" is name TEXT in the database, and name TEXT COLLATE NOCASE in the migrations\.$/m,
    ],
  ];
  it.each(cases)("%s", async (_, statements, message) => {
    const { url, step } = await applied();
    expect(driftOf(await step({ command: "drift" }))).toBe(false);
    await byHand(url, ...statements);
    const drifted = await step({ command: "drift" });
    expect([driftOf(drifted), [...new Set(foundIn(drifted))]]).toEqual([true, ["error drift", "note drift-sql"]]);
    expect(messagesOf(drifted)).toMatch(message);
    expect(drifted.error).toMatch(message);
    expect(drifted.stdout).toContain("+++ database");

    // What the note says closes it.
    const sql = messagesOf(drifted).split(":\n").at(-1) ?? "";
    await byHand(url, ...splitScript(sql).statements.map((statement) => statement.sql));
    expect(driftOf(await step({ command: "drift" }))).toBe(false);
  });
});

it("finds it on a server, by a server, and takes what is pending for no drift", async () => {
  const { path } = await applied();
  const step = (inputs: Record<string, string>) => runHere(path, { "database-url": sqld.url, ...inputs }, WITH_SQLD);
  expect((await step({ command: "up" })).error).toBeUndefined();
  write(path, { "migrations/3_c.sql": "CREATE TABLE c(x);" });
  const sound = await step({ command: "drift" });
  expect([sound.error, driftOf(sound), sound.reports[0]?.pending?.length]).toEqual([undefined, false, 1]);
  expect(sound.stdout).not.toContain("in-memory database takes its place");

  const pending = await step({ command: "verify" });
  expect(foundIn(pending)).toEqual(["error pending migrations/3_c.sql"]);
  await step({ command: "up" });
  const verified = await step({ command: "verify" });
  expect([verified.error, foundIn(verified), driftOf(verified)]).toEqual([undefined, [], false]);

  await byHand(sqld.url, "DROP TABLE c");
  expect(foundIn(await step({ command: "verify" }))).toEqual(["error drift", "note drift-sql"]);
});

it("takes no other order of application for drift", async () => {
  const { path, step } = await applied({ "1_a.sql": "CREATE TABLE a(x);", "3_c.sql": "ALTER TABLE a ADD COLUMN c;" });
  write(path, { "migrations/2_b.sql": "ALTER TABLE a ADD COLUMN b;" });
  expect((await step({ command: "up", "out-of-order": "apply" })).error).toBeUndefined();
  const drift = await step({ command: "drift" });
  expect([drift.error, foundIn(drift)]).toEqual([undefined, []]);
});

it("looks at several databases at once, each with a scratch database of its own", async () => {
  const { path } = await applied();
  const names = ["a", "b", "c", "d"];
  const urls = names.map((name) => `file:${path}/${name}.db`);
  const step = (command: string) =>
    runHere(path, { "database-url": urls.join("\n"), command, "on-failure": "continue" }, WITH_SQLD);
  expect((await step("up")).error).toBeUndefined();
  await byHand(`file:${path}/c.db`, "DROP VIEW v");
  const { reports } = await step("drift");
  expect(reports.map(({ drift }) => drift)).toEqual([false, false, true, false]);
  expect(reports.map(({ findings }) => findings.length)).toEqual([0, 0, 2, 0]);
});

it("knows nothing of a repeatable migration that was edited since, and tells of all others", async () => {
  const { path, url, step } = await applied({
    "V1__a.sql": "CREATE TABLE a(x);",
    "R__v.sql": "CREATE VIEW IF NOT EXISTS v AS SELECT x FROM a;",
  });
  write(path, { "migrations/R__v.sql": "DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT x AS y FROM a;" });
  expect(driftOf(await step({ command: "drift" }))).toBe(false);
  await byHand(url, "ALTER TABLE a ADD COLUMN z");
  expect(messagesOf(await step({ command: "drift" }))).toContain('The column "z" of the table "a" is in the database');
});

describe("verify", () => {
  it("finds everything at once that is wrong with a history, a schema and rows", async () => {
    const { path, url, step } = await applied({
      "1_a.sql": "CREATE TABLE a(id INTEGER PRIMARY KEY, x TEXT);",
      "2_b.sql": "CREATE TABLE b(a REFERENCES a);",
      "4_d.sql": "CREATE TABLE d(x);",
      "5_e.sql": "CREATE TABLE e(x);",
    });
    rmSync(`${path}/migrations/5_e.sql`);
    write(path, { "migrations/3_c.sql": "CREATE TABLE c(x);", "migrations/4_d.sql": "CREATE TABLE d(x); -- changed" });
    await byHand(
      url,
      OFF,
      "INSERT INTO b VALUES (7), (8)",
      "INSERT INTO a(x) VALUES (NULL)",
      "ALTER TABLE a ALTER COLUMN x TO x TEXT NOT NULL",
    );
    const step1 = await step({ command: "verify" });
    expect(foundIn(step1)).toEqual([
      "error edited migrations/4_d.sql",
      "error missing-file",
      "error out-of-order migrations/3_c.sql",
      "error pending migrations/3_c.sql",
      "error drift",
      "error drift",
      "note drift-sql",
      "error integrity-check",
      "error foreign-key-violation",
    ]);
    expect(messagesOf(step1)).toContain('The table "b" refers to rows of "a" that are not there (rows: 2).');
    expect(messagesOf(step1)).toContain("The integrity check says: NULL value in a.x.");
    expect(step1.error).toContain("NULL value in a.x");
    expect(await rowsOf(url, "SELECT count(*) FROM b")).toEqual([[2n]]);
  });

  it("tells of the rest where two migrations have one version, and drift of nothing else", async () => {
    const { path, url, step } = await applied({
      "1_a.sql": "CREATE TABLE a(id INTEGER PRIMARY KEY); CREATE TABLE b(a REFERENCES a);",
    });
    write(path, { "migrations/01_b.sql": "CREATE TABLE c(x);" });
    await byHand(url, OFF, "INSERT INTO b VALUES (7)");
    const codes = (found: string[]) => found.map((text) => text.split(" ")[1]);
    const verified = codes(foundIn(await step({ command: "verify" })));
    expect(verified).toContain("duplicate-version");
    expect(verified).toContain("foreign-key-violation");
    expect(new Set(codes(foundIn(await step({ command: "drift" }))))).toEqual(new Set(["duplicate-version"]));
    expect(codes(foundIn(await step({ command: "validate" })))).toContain("duplicate-version");
  });

  it("says so when what is applied cannot be replayed", async () => {
    const { path, step } = await applied({ "1_a.sql": "CREATE TABLE a(x);", "2_b.sql": "CREATE TABLE b(x);" });
    write(path, { "migrations/2_b.sql": "CREATE TABLE a(x);" });
    const found = await step({ command: "drift" });
    expect(foundIn(found)).toEqual(["error replay-failed migrations/2_b.sql:1", "error edited migrations/2_b.sql"]);
    expect(driftOf(found)).toBeUndefined();
  });
});

it("refuses a baseline that the database is not at, and records one that it is at", async () => {
  const path = migrations(FOLDER);
  made.push(path);
  const url = `file:${path}/a.db`;
  const statements = FOLDER["1_a.sql"].split(/;\n(?=CREATE)|;$/).filter((text) => text !== "");
  await byHand(url, ...statements, "CREATE TABLE other(x)");
  const step = (target: string) => runHere(path, { "database-url": url, command: "baseline", target }, WITH_SQLD);
  const refused = await step("2");
  expect(refused.error).toMatch(
    /up to version 2 make, so nothing is recorded: the table "other" is in the database.*the view "v" is in the migrations/,
  );
  await byHand(url, "DROP TABLE other");
  expect((await step("1")).error).toBeUndefined();
  const after = await runHere(path, { "database-url": url, command: "status" });
  expect(after.reports).toMatchObject([{ currentVersion: "1", pending: [{ version: "2" }] }]);
});
