import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { beforeEach, describe, expect, it } from "vitest";
import { changesUp } from "../apply/change.ts";
import { migrations, OPTIONS, TABLE } from "../apply/testing.ts";
import { buildTransaction } from "../apply/transaction.ts";
import { closing, expectedAfter, expectedOf, fence, hasMoved, hasTouched } from "./fence.ts";
import { readColumns, readHistory } from "./history.ts";

const [ONE, TWO, THREE] = migrations("SELECT 1", "SELECT 2", "SELECT 3") as [Migration, Migration, Migration];
let db: Connection;
beforeEach(async () => {
  db = await openConnection(parseDatabaseUrl(":memory:", "/"), testSettings());
});
const run = async (...sql: string[]) =>
  expect(await db.transaction(sql.map((one) => ({ sql: one })))).toMatchObject({ ok: true });
async function apply(...list: Migration[]) {
  const history = await readHistory(db, TABLE);
  const built = buildTransaction(TABLE, history.columns, expectedOf(history, TABLE), changesUp(list, OPTIONS).changes);
  expect(await db.transaction(built.statements)).toMatchObject({ ok: true });
}

describe("the history", () => {
  it("is empty where there is no table", async () => {
    expect(await readHistory(db, TABLE)).toEqual({ columns: undefined, records: [], count: 0, mark: null });
  });

  it("has what was applied, in the order in which it was", async () => {
    await apply(TWO);
    await apply(ONE);
    const { records, count, mark, columns } = await readHistory(db, TABLE);
    expect(records.map(({ key, state }) => `${key} ${state}`)).toEqual(["2 applied", "1 applied"]);
    expect({ count, mark }).toEqual({ count: 2, mark: 2n });
    expect(columns).toEqual(["version", "name", "checksum", "applied_at", "duration_ms"]);
  });

  it("is not read from a table of another shape, or a view", async () => {
    await run("CREATE TABLE history(id, hash)");
    await expect(readHistory(db, TABLE)).rejects.toThrow(
      "The table history is not one in which this format records migrations: it has the columns id, hash.",
    );
  });

  it("is found by the name of its table, whatever its letters", async () => {
    await run('CREATE TABLE "History"(version TEXT, X)', "CREATE VIEW v AS SELECT 1 AS Y");
    expect(await readColumns(db, ["history", "v", "nowhere"])).toEqual(
      new Map([
        ["history", ["version", "x"]],
        ["v", ["y"]],
      ]),
    );
  });
});

describe("the fence", () => {
  const changes = (...list: Migration[]) => changesUp(list, OPTIONS).changes;
  /** Whether the history is still the one that was read, after somebody did something. */
  async function passes(meanwhile: readonly string[], ...list: Migration[]) {
    const expected = expectedOf(await readHistory(db, TABLE), TABLE);
    if (meanwhile.length > 0) await run(...meanwhile);
    const result = await db.transaction([fence(TABLE, expected, changes(...list))]);
    expect(result.ok || hasMoved(result)).toBe(true);
    return result.ok;
  }
  const record = (version: string) => `INSERT INTO history VALUES ('${version}', 'x', 'y', 'now', 0)`;

  it.each<[string, string[], boolean]>([
    ["nothing has happened", [], true],
    ["a newer one was applied", [record("9")], false],
    ["an older one was applied", [record("1")], false],
    ["this one was applied", [record("3")], false],
    ["this one was applied, and another taken back", ["DELETE FROM history WHERE version = '1'", record("3")], false],
    ["the newest was taken back, and an older one applied", ["DELETE FROM history WHERE version = '2'", record("0")], false],
    ["all were taken back", ["DELETE FROM history"], false],
    ["a checksum was repaired", ["UPDATE history SET checksum = 'z' WHERE version = '1'"], true],
  ])("when %s: %j → %j", async (_, meanwhile, ok) => {
    await apply({ ...ONE, version: "01" });
    await apply(TWO);
    expect(await passes(meanwhile, THREE)).toBe(ok);
  });

  it("holds what comes last in a request to what comes before it", async () => {
    await apply(ONE);
    const expected = expectedOf(await readHistory(db, TABLE), TABLE);
    const after = expectedAfter(TABLE, expected, changes(TWO));
    // The transaction before it was rolled back, so this one must not pass.
    expect(hasMoved((await db.transaction([fence(TABLE, after, changes(THREE))])) as { message: string })).toBe(true);
    await apply(TWO);
    expect(await db.transaction([fence(TABLE, after, changes(THREE))])).toMatchObject({ ok: true });
  });

  it("closes only on the history that the changes leave", async () => {
    await apply(ONE);
    const expected = expectedOf(await readHistory(db, TABLE), TABLE);
    const close = closing(TABLE, expectedAfter(TABLE, expected, changes(TWO)));
    expect(hasTouched((await db.transaction([close])) as { message: string })).toBe(true);
    expect(await db.transaction([{ sql: record("2") }, close])).toMatchObject({ ok: true });
  });

  it("is not taken for what a database says by itself", () => {
    expect([hasMoved({ message: "history moved" }), hasTouched({ message: "history touched" })]).toEqual([false, false]);
  });
});
