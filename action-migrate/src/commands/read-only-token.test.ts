// What only reads a database does so with a read-only token: a nightly backup needs no right to write.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runHere, workspace } from "../testing.ts";

const issuer = tokenIssuer();
const folder = mkdtempSync(join(tmpdir(), "read-only-token-"));
const path = workspace({
  "migrations/1_a.sql": `PRAGMA user_version=3; CREATE TABLE a(id INTEGER PRIMARY KEY AUTOINCREMENT, x, e F32_BLOB(2)); CREATE INDEX i ON a(libsql_vector_idx(e));
    INSERT INTO a(x, e) VALUES (1.5, vector('[1,2]')), (x'00', NULL); CREATE TABLE k(a PRIMARY KEY REFERENCES a) WITHOUT ROWID; INSERT INTO k VALUES (1);
    CREATE VIRTUAL TABLE f USING fts5(x); INSERT INTO f VALUES ('words');`,
  "migrations/2_b.sql":
    "CREATE VIEW v AS SELECT x FROM a; CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a WHERE x = 9; END;",
});
let sqld: Sqld;
const run = (command: string, access: "ro" | "rw") =>
  runHere(path, { "database-url": sqld.url, "auth-token": issuer.token({ a: access }), command });

beforeAll(async () => {
  const authJwtKeyFile = join(folder, "key.pem");
  writeFileSync(authJwtKeyFile, issuer.publicKey);
  sqld = await startSqld({ authJwtKeyFile });
  expect(await run("up", "rw")).toMatchObject({ error: undefined });
});
afterAll(async () => {
  await sqld.stop();
  for (const one of [folder, path]) rmSync(one, { recursive: true });
});

it.each(["backup", "status", "plan", "drift", "verify"])("%s needs no more than a read-only token", async (command) => {
  expect(await run(command, "ro")).toMatchObject({ error: undefined, reports: [{ currentVersion: "2", pending: [] }] });
});

it("tells what is pending, and what the parser refuses of it", async () => {
  write(path, { "migrations/3_c.sql": "CREATE TABLE c(x);\nINSERT INTO c VALUES (1);" });
  expect(await run("plan", "ro")).toMatchObject({ error: undefined, reports: [{ pending: [{ version: "3" }] }] });
  expect((await run("verify", "ro")).error).toMatch(/3_c\.sql.*version 3.* is not applied/);
  expect((await run("up", "ro")).error).toContain("The token does not allow this");
  write(path, { "migrations/3_c.sql": "CREATE TABLE c(x);\nCREATE TABLE d(;" });
  expect((await run("plan", "ro")).error).toMatch(/3_c\.sql:2.*SQL_PARSE_ERROR/);
});
