// What a rehearsal keeps from a database.
import { rmSync } from "node:fs";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { write } from "@libsql-actions/shared/testing/write-files";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runHere } from "../testing.ts";
import { byHand, foundIn, migrations, rowsOf, WITH_SQLD } from "./testing.ts";

let sqld: Sqld;
const made: string[] = [];
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(async () => {
  await sqld.stop();
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

const FIRST = {
  "1_a.sql": "CREATE TABLE p(id INTEGER PRIMARY KEY, x TEXT); CREATE TABLE c(p INTEGER REFERENCES p ON DELETE CASCADE);",
};
const REBUILD =
  "CREATE TABLE n(id INTEGER PRIMARY KEY, x);\nINSERT INTO n SELECT * FROM p;\nDROP TABLE p;\nALTER TABLE n RENAME TO p;";

describe.each(["file", "remote"] as const)("on %s", (kind) => {
  async function begun(table: string) {
    const path = migrations(FIRST);
    made.push(path);
    const url = kind === "file" ? `file:${path}/a.db` : sqld.url;
    if (kind === "remote")
      await byHand(url, "PRAGMA foreign_keys=off", "DROP TABLE IF EXISTS p", "DROP TABLE IF EXISTS c", "DROP TABLE IF EXISTS e");
    const step = (inputs: Record<string, string> = {}) =>
      runHere(path, { "database-url": url, table, lint: "off", ...inputs }, WITH_SQLD);
    expect((await step()).error).toBeUndefined();
    await byHand(url, "INSERT INTO p VALUES (1, 'a'), (2, NULL)", "INSERT INTO c VALUES (1), (2)");
    const names = async () =>
      (
        await rowsOf(url, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN ('p', 'c', 'e', 'n') ORDER BY 1")
      ).flat();
    return { path, url, step, names };
  }

  it("stops before the database is touched: at a failure, at lost rows, at a rule that rows break", async () => {
    const { path, url, step, names } = await begun("h1");
    const stopped = /^The rehearsal on a copy failed, and the database was not touched/;

    write(path, { "migrations/2_b.sql": "CREATE TABLE e(x);", "migrations/3_c.sql": "CREATE UNIQUE INDEX u ON c((1));" });
    const failed = await step({ rehearse: "true" });
    expect(failed.error).toMatch(stopped);
    expect(foundIn(failed)).toEqual(["error rehearsal-failed migrations/3_c.sql:1"]);
    expect(failed.reports).toMatchObject([{ applied: [], status: "failed", currentVersion: "1" }]);
    expect(await names()).toEqual(["c", "p"]);

    write(path, { "migrations/3_c.sql": REBUILD });
    const lossy = await step({ rehearse: "true" });
    expect(lossy.error).toMatch(stopped);
    expect(foundIn(lossy)).toEqual(["error row-loss migrations/3_c.sql"]);
    const all = await step({ rehearse: "true", transaction: "all" });
    expect(foundIn(all)).toEqual(["error row-loss migrations/2_b.sql"]);

    write(path, { "migrations/3_c.sql": "ALTER TABLE p ALTER COLUMN x TO x TEXT NOT NULL;" });
    const unsound = await step({ rehearse: "true" });
    expect(foundIn(unsound)).toEqual(["error integrity-check"]);
    expect(await rowsOf(url, "SELECT count(*) FROM c")).toEqual([[2n]]);
    expect(await names()).toEqual(["c", "p"]);
  });

  it("lets what went well happen, whatever was wrong before, up and down", async () => {
    const { path, url, step, names } = await begun("h2");
    await byHand(url, "PRAGMA foreign_keys=off", "INSERT INTO c VALUES (9)");
    write(path, {
      "migrations/2_b.sql": `PRAGMA foreign_keys=off;\n${REBUILD}`,
      "migrations/3_e.up.sql": "CREATE TABLE e(x);",
      "migrations/3_e.down.sql": "DROP TABLE e;",
    });
    rmSync(`${path}/migrations/1_a.sql`);
    write(path, { "migrations/1_a.up.sql": FIRST["1_a.sql"] });
    rmSync(`${path}/migrations/2_b.sql`);
    write(path, { "migrations/2_b.up.sql": `PRAGMA foreign_keys=off;\n${REBUILD}` });
    const up = await step({ rehearse: "true" });
    expect([up.error, foundIn(up)]).toEqual([undefined, []]);
    expect(up.stdout).toContain(`rehearsing 2 on a copy (${kind === "file" ? "memory" : "sqld"})`);
    expect(await names()).toEqual(["c", "e", "p"]);
    expect(await rowsOf(url, "SELECT count(*) FROM c")).toEqual([[3n]]);
    const down = await step({ command: "down", rehearse: "true", "allow-remote": "true" });
    expect([down.error, await names()]).toEqual([undefined, ["c", "p"]]);
  });
});
