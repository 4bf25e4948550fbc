// Twenty schemas as people write them are seeded without a spec, on a server and in memory, to the same rows. Give CHAOS=full for 1,000 rows a table.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { StepDatabase } from "@libsql-actions/shared/database/memory";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { quoteIdentifier } from "@libsql-actions/shared/sql/identifier";
import { splitScript } from "@libsql-actions/shared/sql/split";
import { expect, it } from "vitest";
import type { Report } from "./report.ts";
import { expectSound, seedWith, withDatabase, withServer } from "./testing.ts";

const FOLDER = fileURLToPath(new URL("./schemas/", import.meta.url));
const ROWS = process.env["CHAOS"] === "full" ? 1_000 : 100;
const names = readdirSync(FOLDER).sort();

function statementsOf(file: string): string[] {
  return splitScript(readFileSync(FOLDER + file, "utf8")).statements.map(({ sql }) => sql);
}

/** What nothing can be generated for: a type, and a foreign key that shares its tenant with another one. */
const EMPTY = ["images.sparse", "issues.assignee_id"];

/** Has the database itself say that all is as it should be. */
async function checkRows(db: StepDatabase, report: Report): Promise<void> {
  await expectSound(db);
  const { tables, virtualTables } = await introspect(db);
  expect(tables.length).toBeGreaterThanOrEqual(5);
  expect(report.tables.map(({ name }) => name)).toEqual(tables.map(({ name }) => name));
  for (const { name } of [...tables, ...virtualTables]) {
    const { rows } = await db.query(`SELECT count(*) FROM ${quoteIdentifier(name)}`);
    expect([name, rows[0]?.[0]]).toEqual([name, BigInt(ROWS)]);
  }
  for (const { name, columns } of tables) {
    // A CHECK passes for NULL: that must not be the way out.
    const counts = columns.map((column) => `count(${quoteIdentifier(column.name)})`);
    const { rows } = await db.query(`SELECT ${counts.join(", ")} FROM ${quoteIdentifier(name)}`);
    for (const [index, column] of columns.entries())
      if (!EMPTY.includes(`${name}.${column.name}`))
        expect([name, column.name, Number(rows[0]?.[index]) > 0]).toEqual([name, column.name, true]);
  }
  expect(report.notes).toEqual([]);
}

it("there are twenty", () => expect(names).toHaveLength(20));

it.each(names)("%s", async (file) => {
  const seed = async (db: StepDatabase): Promise<Report> => {
    const report = await seedWith(db, ROWS);
    await checkRows(db, report);
    return report;
  };
  const statements = statementsOf(file);
  const [local, remote] = [await withDatabase(statements, seed), await withServer(statements, seed)];
  expect(remote.digests).toEqual(local.digests);
  expect(remote.tableDigests).toEqual(local.tableDigests);
});
