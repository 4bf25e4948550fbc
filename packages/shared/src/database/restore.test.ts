// A restore fills an empty database as a whole or not at all, and says where a script fails.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testSettings } from "../testing/client-settings.ts";
import { type Sqld, startSqld } from "../testing/sqld.ts";
import { openDatabase, type StepDatabase } from "./memory.ts";
import { type RestoreOptions, restore } from "./restore.ts";
import { parseDatabaseUrl } from "./url.ts";

const settings = testSettings();
const OPTIONS: RestoreOptions = { file: "backup.sql", replace: false };
let sqld: Sqld;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());

const open = (url = ":memory:") => openDatabase(parseDatabaseUrl(url, "/"), settings, undefined);
const script = (text: string) =>
  async function* () {
    // In small pieces, as a file could come.
    for (let at = 0; at < text.length; at += 7) yield text.slice(at, at + 7);
  };
const from = (db: StepDatabase, text: string, options: Partial<RestoreOptions> = {}) =>
  restore(script(text), db.beginWrite, { ...OPTIONS, ...options });
const names = async (db: StepDatabase) =>
  (
    await db.query(
      "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'libsql_vector%' AND name <> 'sqlite_sequence' ORDER BY name",
    )
  ).rows.map((row) => String(row[0]));

describe.each(["memory", "server"])("into a database: %s", (kind) => {
  let db: StepDatabase;
  beforeEach(async () => {
    db = await open(kind === "memory" ? ":memory:" : sqld.url);
    await from(db, "BEGIN; COMMIT;", { replace: true });
    return () => db.close();
  });

  it("runs triggers, cycles of foreign keys and statements of any shape", async () => {
    const restored = await from(
      db,
      `PRAGMA foreign_keys=OFF; BEGIN; CREATE TABLE a(id INTEGER PRIMARY KEY, b REFERENCES b); CREATE TABLE b(id INTEGER PRIMARY KEY, a REFERENCES a);
      INSERT INTO a VALUES (1, 2); -- the other row comes later
      INSERT INTO b VALUES (2, 1); CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; SELECT ';'; END; COMMIT; PRAGMA foreign_keys=ON`,
    );
    expect(restored).toEqual({ statements: 5, transactions: 1, violations: "" });
    expect(await names(db)).toEqual(["a", "b", "t"]);
    expect((await db.query("SELECT count(*) FROM b")).rows[0]?.[0]).toBe(1n);
    expect((await db.query("PRAGMA foreign_keys")).rows[0]?.[0]).toBe(1n);
  });

  it("is refused where something is, which stays", async () => {
    await from(db, "CREATE TABLE one(a); INSERT INTO one VALUES (1); CREATE VIEW two AS SELECT 1;");
    await expect(from(db, "CREATE TABLE other(a)")).rejects.toThrow('the database is not empty: it has "one", "two".');
    expect(await names(db)).toEqual(["one", "two"]);
  });

  it("replaces everything", async () => {
    await from(
      db,
      `CREATE TABLE p(id INTEGER PRIMARY KEY AUTOINCREMENT, e F32_BLOB(2)); INSERT INTO p(e) VALUES (vector('[1,2]')); CREATE TABLE c(p REFERENCES p);
      INSERT INTO c VALUES (1); CREATE INDEX v ON p(libsql_vector_idx(e)); CREATE VIEW "vi""ew" AS SELECT * FROM c;
      CREATE VIRTUAL TABLE f USING fts5(a, content=p); CREATE TRIGGER tr AFTER DELETE ON c BEGIN SELECT 1; END; PRAGMA user_version=4;`,
    );
    await from(db, "CREATE TABLE only(a); INSERT INTO only VALUES (1);", { replace: true });
    expect(await names(db)).toEqual(["only"]);
    expect((await db.query("PRAGMA user_version")).rows[0]?.[0]).toBe(0n);
  });

  it.each<[string, string, string | RegExp]>([
    [
      "a statement fails",
      "CREATE TABLE a(b);\n\n  INSERT INTO missing VALUES (1);",
      "backup.sql:3:3: no such table: missing (SQLITE_ERROR)",
    ],
    ["it cannot be parsed", "CREATE TABLE a(b);\nTHIS IS NO SQL;", /^backup\.sql:2:1: .*syntax error/],
    [
      "something in it cannot stand in a transaction",
      "CREATE TABLE a(b);\n VACUUM;",
      "backup.sql:2:2: VACUUM cannot run in a transaction",
    ],
    ["it is empty", " -- nothing\n;", "backup.sql: it is empty, or only its beginning is there"],
    ["only PRAGMAs are left of it", "PRAGMA foreign_keys=OFF;\n", "backup.sql: it is empty, or only its beginning is there"],
    [
      "its COMMIT is missing",
      "PRAGMA foreign_keys=OFF;\nBEGIN;\nCREATE TABLE a(b);\n",
      "backup.sql:2:1: the transaction that begins here",
    ],
    [
      "its last COMMIT is missing",
      "BEGIN; CREATE TABLE a(b); COMMIT;\nBEGIN; INSERT INTO a VALUES (1);",
      "backup.sql:2:1: the transaction that",
    ],
    ["it holds a NUL", "CREATE TABLE a(b); SELECT '\0'", "backup.sql: there is a NUL character"],
  ])("leaves it as it was when %s", async (_, text, message) => {
    await from(db, "CREATE TABLE before(a); INSERT INTO before VALUES ('kept');");
    await expect(from(db, text, { replace: true })).rejects.toThrow(message);
    expect(await names(db)).toEqual(["before"]);
    expect((await db.query("SELECT a FROM before")).rows[0]?.[0]).toBe("kept");
  });

  it("takes a script without a transaction of its own, and one that does nothing in it", async () => {
    await from(db, "CREATE TABLE a(b); INSERT INTO a VALUES (1)");
    expect(await names(db)).toEqual(["a"]);
    await from(db, "PRAGMA foreign_keys=OFF;\nBEGIN;\nCOMMIT;\nPRAGMA foreign_keys=ON;\n", { replace: true });
    expect(await names(db)).toEqual([]);
  });

  it("gives back violated foreign keys, and says so", async () => {
    const text = `CREATE TABLE p(a); CREATE TABLE no_key(a REFERENCES p(a)); INSERT INTO no_key VALUES (1);
      CREATE TABLE q(id INTEGER PRIMARY KEY); CREATE TABLE "c""d"(q REFERENCES q); INSERT INTO "c""d" VALUES (1);`;
    const { violations } = await from(db, text);
    expect(violations).toBe(
      '"c\\"d" refers to missing rows of "q" (rows: 1); a foreign key of "no_key" refers to columns that are no key',
    );
    expect(await names(db)).toHaveLength(4);
  });

  it("undoes everything when the script breaks off", async () => {
    const broken = async function* () {
      yield "CREATE TABLE a(b);";
      throw new Error("the file ends here");
    };
    await expect(restore(broken, db.beginWrite, OPTIONS)).rejects.toThrow("the file ends here");
    expect(await names(db)).toEqual([]);
  });
});
