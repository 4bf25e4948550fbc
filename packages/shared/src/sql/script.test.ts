import { expect, it } from "vitest";
import { prepareScript, ScriptError, scriptError } from "./script.ts";

const sqlOf = (text: string) => prepareScript(text, "a.sql").statements.map(({ sql }) => sql);

it("leaves out what wraps a dump", () => {
  const prepared = prepareScript(
    "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t(a);\nCOMMIT;\nPRAGMA foreign_keys=ON;\n",
    "a.sql",
  );
  expect(prepared).toMatchObject({
    statements: [{ sql: "CREATE TABLE t(a)", line: 3, column: 1 }],
    foreignKeysOff: true,
    warnings: [],
  });
});

it("leaves out a frame inside of the script, and warns", () => {
  const prepared = prepareScript("SELECT 1;\nCOMMIT; PRAGMA foreign_keys=OFF; BEGIN;\nSELECT 2;", "a.sql");
  expect(prepared).toMatchObject({ statements: [{ sql: "SELECT 1" }, { sql: "SELECT 2" }], foreignKeysOff: true });
  expect(prepared.warnings).toEqual([{ line: 2, column: 1, message: expect.stringContaining('"COMMIT" is left out') }]);
});

it("leaves foreign keys on that are not turned off", () => {
  expect(prepareScript("PRAGMA foreign_keys=ON; SELECT 1", "a.sql")).toMatchObject({
    foreignKeysOff: false,
    statements: [{ sql: "SELECT 1" }],
  });
  expect(sqlOf("SAVEPOINT s; ROLLBACK TO s; RELEASE s")).toEqual(["SAVEPOINT s", "ROLLBACK TO s", "RELEASE s"]);
  expect(sqlOf("BEGIN; COMMIT;")).toEqual([]);
});

it.each([
  ["SELECT 1;\n  ROLLBACK;", "a.sql:2:3: ROLLBACK would undo"],
  ["ATTACH 'x' AS y", "a.sql:1:1: a script works on one database"],
  ["-- é\n/* é */ VACUUM;", "a.sql:2:9: VACUUM cannot run"],
  ["SELECT 1;\nSELECT '\0'", "a.sql:2:9: there is a NUL character"],
  ["SELECT 1;\nSELECT 'é', ?", 'a.sql:2:13: "?" is a parameter'],
  ["SELECT :name", 'a.sql:1:8: ":name" is a parameter'],
  ["CREATE TABLE ${prefix}t(a)", "a.sql:1:14: this is a placeholder"],
  ["CREATE TEMP TABLE t(a)", "a.sql:1:1: libsql-server refuses what is temporary"],
  ["PRAGMA journal_mode=WAL", "a.sql:1:1: libsql-server refuses to set"],
])("refuses %j", (text, message) => expect(() => prepareScript(text, "a.sql")).toThrow(message));

it("keeps all statements of a script that runs without a transaction", () => {
  const text = "PRAGMA foreign_keys=OFF; BEGIN; SELECT 1; COMMIT; VACUUM; PRAGMA journal_mode=WAL; ROLLBACK";
  const prepared = prepareScript(text, "a.sql", { transaction: false });
  expect(prepared.statements.map(({ sql }) => sql).join("; ")).toBe(text);
  expect(prepared).toMatchObject({ transaction: false, foreignKeysOff: false, alone: true, warnings: [] });
  for (const wrong of ["SELECT ?", "SELECT ${a}", "SELECT \0"])
    expect(() => prepareScript(wrong, "a.sql", { transaction: false })).toThrow("a.sql:1:8: ");
});

it.each([
  ["CREATE TABLE t(a)", false],
  ["PRAGMA foreign_keys=ON", false],
  ["PRAGMA foreign_keys=OFF", true],
  ["PRAGMA main.defer_foreign_keys = ON", true],
  ["CREATE VIRTUAL TABLE t USING fts5(a)", true],
  ["ALTER TABLE c ALTER COLUMN p TO p REFERENCES q", true],
])("knows whether %j must be alone in its transaction", (text, alone) => {
  expect(prepareScript(text, "a.sql")).toMatchObject({ alone });
});

it("tells what its statements name, once", () => {
  const { identifiers } = prepareScript("INSERT INTO A VALUES ('b'); UPDATE \"a\" SET c = 1;", "a.sql");
  expect(identifiers).toEqual(["insert", "into", "a", "values", "update", "set", "c"]);
});

it("says where a transaction failed", () => {
  const { statements } = prepareScript("SELECT 1;\n SELECT x", "a.sql");
  const error = scriptError("a.sql", statements, { index: 1, code: "SQLITE_ERROR", message: "no such column: x" });
  expect(error).toBeInstanceOf(ScriptError);
  expect(error).toMatchObject({
    message: "a.sql:2:2: no such column: x (SQLITE_ERROR)",
    file: "a.sql",
    place: { line: 2, column: 2 },
  });
  expect(scriptError("a.sql", statements, { code: "SQLITE_BUSY", message: "locked" }).message).toBe(
    "a.sql: locked (SQLITE_BUSY)",
  );
});
