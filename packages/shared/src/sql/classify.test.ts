import { expect, it } from "vitest";
import { altersReferences, changesRows, classify } from "./classify.ts";
import { countParameters } from "./tokens.ts";

it.each([
  ["BEGIN", "begin"],
  ["/* x */ begin -- y\n immediate", "begin"],
  ["COMMIT", "commit"],
  ["end transaction", "commit"],
  ["ROLLBACK", "rollback"],
  ["ROLLBACK TRANSACTION", "rollback"],
  ["rollback to s", "savepoint"],
  ["ROLLBACK TRANSACTION TO SAVEPOINT s", "savepoint"],
  ["SAVEPOINT s", "savepoint"],
  ["RELEASE s", "savepoint"],
  ["PRAGMA foreign_keys=OFF", "foreign-keys-off"],
  ["pragma main.foreign_keys = 0", "foreign-keys-off"],
  ["PRAGMA foreign_keys(no)", "foreign-keys-off"],
  ["PRAGMA \"foreign_keys\" = 'off'", "foreign-keys-off"],
  ["PRAGMA foreign_keys=on", "foreign-keys-on"],
  ["PRAGMA foreign_keys = 1", "foreign-keys-on"],
  ["PRAGMA foreign_keys(YES)", "foreign-keys-on"],
  ["PRAGMA foreign_keys", "other"],
  ["PRAGMA defer_foreign_keys=on", "other"],
  ["PRAGMA foreign_key_check", "other"],
  ["ATTACH 'a' AS b", "attach"],
  ["VACUUM INTO 'x'", "vacuum"],
  ["CREATE TEMP TABLE t(x)", "temporary"],
  ["create temporary view v AS SELECT 1", "temporary"],
  ["CREATE TABLE IF NOT EXISTS temp.t(x)", "temporary"],
  ['CREATE UNIQUE INDEX "temp".i ON t(x)', "temporary"],
  ["CREATE UNIQUE INDEX IF NOT EXISTS temp.i ON t(x)", "temporary"],
  ["CREATE TABLE temp(x)", "other"],
  ["CREATE TABLE main.temp(x)", "other"],
  ["CREATE INDEX temp ON t(x)", "other"],
  ["PRAGMA ignore_check_constraints=ON", "setting"],
  ["PRAGMA main.journal_mode(wal)", "setting"],
  ["PRAGMA journal_mode", "other"],
  ["PRAGMA user_version = 7", "other"],
  ["PRAGMA table_info(t)", "other"],
  ["PRAGMA writable_schema=ON", "other"],
  ["SELECT 'BEGIN'", "other"],
  ['"BEGIN"', "other"],
  ["", "other"],
])("calls %j %s", (sql, kind) => expect(classify(sql)).toBe(kind));

it.each([
  ["SELECT 1", 0],
  ["SELECT ?", 1],
  ["SELECT ?, ?", 2],
  ["SELECT ?2, ?", 3],
  ["SELECT ?3, ?1", 3],
  ["SELECT :a, :a, @a, $a", 3],
  ["SELECT '?', \"?\", `?`, [?], -- ?\n /* ? */ ?", 1],
  ["SELECT a->>'$.b', x'00'", 0],
  ["SELECT ?a", 1],
  ["SELECT ?5e", 5],
])("finds the parameters of %j", (sql, count) => expect(countParameters(sql)).toBe(count));

it.each([
  ["INSERT INTO t VALUES (1)", true],
  ["-- x\n replace INTO t VALUES (1)", true],
  ["WITH a AS (SELECT 1) UPDATE t SET b = 1", true],
  ["WITH a(b) AS (SELECT replace(b, 'x', 'y') FROM t) SELECT * FROM a", false],
  ["SELECT 1", false],
  ["CREATE TABLE t AS SELECT 1", false],
  ["", false],
])("knows whether %j changes rows", (sql, expected) => expect(changesRows(sql)).toBe(expected));

it.each([
  ["ALTER TABLE c ALTER COLUMN p TO p REFERENCES p(id)", true],
  ["alter table c alter p to p /* x */ references p", true],
  ["ALTER TABLE c ADD COLUMN p REFERENCES p(id)", false],
  ["ALTER TABLE c ALTER COLUMN p TO p CHECK (p <> 'REFERENCES')", false],
  ["CREATE TABLE c(p REFERENCES p)", false],
])("knows whether %j makes a column refer to another table unseen", (sql, expected) =>
  expect(altersReferences(sql)).toBe(expected),
);
