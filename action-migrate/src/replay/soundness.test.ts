// A database file that is damaged is told as such, whatever its damage lets the checks get to.
import { openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { runHere, workspace, write } from "../testing.ts";

let path = "";
afterEach(() => rmSync(path, { recursive: true }));
const DATABASE = { "database-url": "file:app.db" };

for (let page = 1; page <= 12; page++) for (const offset of [0, 100, 2000]) for (const mode of ["zero", "junk"])
it(`x ${page} ${offset} ${mode}`, async () => {
  path = workspace({
    "migrations/1_a.sql": `CREATE TABLE p(id INTEGER PRIMARY KEY, x TEXT UNIQUE); CREATE TABLE c(p REFERENCES p, y); CREATE INDEX i ON c(y);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO p SELECT i, printf('%050d', i) FROM n; INSERT INTO c SELECT id, x FROM p;`,
  });
  expect(await runHere(path, DATABASE)).toMatchObject({ error: undefined });
  const file = join(path, "app.db");
  const bytes = readFileSync(file);
  if (page * 4096 > bytes.length) return;
  const at = (page - 1) * 4096 + offset;
  bytes.fill(mode === "zero" ? 0 : 0xa5, at, page * 4096);
  write(path, { "app.db": bytes });
  const { error, reports } = await runHere(path, { ...DATABASE, command: "verify" });
  process.stderr.write(`${page} ${offset} ${mode} of ${bytes.length/4096}: ${error?.slice(0, 160)} | ${reports[0]?.status} ${JSON.stringify(reports[0]?.findings).slice(0,150)}\n`);
});
