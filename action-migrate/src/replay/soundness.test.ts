// A database file that is damaged is told as such, wherever the damage is and whichever of the checks it stops.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runHere, workspace } from "../testing.ts";

const PAGE_BYTES = 4096;
const DATABASE = { "database-url": "file:app.db" };
let path = "";
let sound: Buffer;
beforeAll(async () => {
  path = workspace({
    "migrations/1_a.sql": `CREATE TABLE p(id INTEGER PRIMARY KEY, x); CREATE TABLE c(p REFERENCES p);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO p SELECT i, printf('%050d', i) FROM n; INSERT INTO c SELECT id FROM p;`,
  });
  expect(await runHere(path, DATABASE)).toMatchObject({ error: undefined });
  sound = readFileSync(join(path, "app.db"));
});
afterAll(() => rmSync(path, { recursive: true }));

/** Ends with a step of `verify` on the database, of which a page is overwritten from a byte on. */
async function verifyDamaged(page: number, from: number, byte: number) {
  const bytes = Buffer.from(sound);
  bytes.fill(byte, (page - 1) * PAGE_BYTES + from, page * PAGE_BYTES);
  write(path, { "app.db": bytes });
  return runHere(path, { ...DATABASE, command: "verify" });
}

it.each([
  ["the header", 1, 0, 0, "is no SQLite database"],
  ["the schema", 1, 100, 0, "SQLITE_CORRUPT"],
  ["the text of the schema", 1, 2000, 0, "SQLITE_CORRUPT"],
  ["the history", 2, 0, 0, "SQLITE_CORRUPT"],
  ["an entry of the history", 2, 100, 0xa5, "page 2"],
  ["the root of a table that another refers to", 4, 0, 0xa5, "SQLITE_CORRUPT"],
  ["the root of a table", 5, 0, 0, "SQLITE_CORRUPT"],
  ["rows", 6, 2000, 0, "page 6"],
])("damage in %s is a finding of verify", async (_, page, from, byte, message) => {
  const { error, reports } = await verifyDamaged(page, from, byte);
  const findings = reports[0]?.findings.filter(({ code }) => code === "integrity-check") ?? [];
  expect(findings.map((finding) => finding.message).join("\n")).toContain(message);
  expect(error).toContain("The integrity check says: ");
});

it("a database without damage has none", async () => {
  write(path, { "app.db": sound });
  expect(await runHere(path, { ...DATABASE, command: "verify" })).toMatchObject({
    error: undefined,
    reports: [{ findings: [] }],
  });
});
