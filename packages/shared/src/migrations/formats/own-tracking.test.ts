import { expect, it } from "vitest";
import { checksumOf, type Migration } from "../migration.ts";
import { openHistory } from "../testing.ts";
import { keyOf, OWN_TRACKING as TRACKING } from "./own-tracking.ts";

const TABLE = `"${TRACKING.table}"`;
const one: Migration = {
  version: "0001",
  name: "x",
  key: "1",
  kind: "versioned",
  up: { file: "m/0001_x.sql", text: "SELECT 1", transaction: true },
  down: undefined,
  checksums: [checksumOf("SELECT 1")],
};

it("records a migration that is applied, and takes the record away", async () => {
  const history = await openHistory();
  await history.run(
    ...TRACKING.create(TABLE, undefined),
    ...TRACKING.apply(TABLE, one),
    ...(TRACKING.finish?.(TABLE, one) ?? []),
  );
  expect(await history.records(TRACKING)).toEqual([{ key: "1", name: "x", checksum: one.checksums[0], state: "applied" }]);
  expect(await history.rows(`SELECT version, duration_ms >= 0, ${TRACKING.key}, ${TRACKING.mark} FROM ${TABLE}`)).toEqual([
    ["0001", 1n, "1", 1n],
  ]);
  // Written otherwise, it is the same version.
  await history.run(...TRACKING.create(TABLE, []), ...TRACKING.revert(TABLE, { ...one, version: "1" }, undefined));
  expect(await history.records(TRACKING)).toEqual([]);
});

it("tells of several in a transaction how long each took, as it does of one", async () => {
  const history = await openHistory();
  const list = ["0001", "0002", "0003"].map((version): Migration => ({ ...one, version }));
  await history.run(...TRACKING.create(TABLE, undefined), ...TRACKING.apply(TABLE, { ...one, version: "0004" }));
  for (const migration of list) await history.run(...TRACKING.apply(TABLE, migration));
  // As if the first had begun five seconds ago, and the second two.
  const begun = (version: string, before: string) =>
    `UPDATE ${TABLE} SET applied_at = strftime('%Y-%m-%dT%H:%M:%fZ', applied_at, '${before}') WHERE version = '${version}'`;
  await history.run({ sql: `UPDATE ${TABLE} SET applied_at = (SELECT max(applied_at) FROM ${TABLE})` });
  await history.run({ sql: begun("0001", "-5 seconds") }, { sql: begun("0002", "-2 seconds") });
  await history.run(...[TRACKING.finishAll?.(TABLE, list)].filter((statement) => statement !== undefined));
  const rows = await history.rows(`SELECT version, duration_ms FROM ${TABLE} ORDER BY version`);
  expect(rows.slice(0, 2)).toEqual([
    ["0001", 3_000n],
    ["0002", 2_000n],
  ]);
  expect(Number(rows[2]?.[1])).toBeLessThan(1_000);
  // What is not in the list stays as it is.
  expect(rows[3]).toEqual(["0004", null]);
});

it("keeps one that is under way, or failed, apart from one that is applied, until it is accepted", async () => {
  const history = await openHistory();
  await history.run(...TRACKING.create(TABLE, undefined), ...(TRACKING.begin?.(TABLE, one) ?? []));
  expect(await history.records(TRACKING)).toMatchObject([{ state: "failed" }]);
  await history.run(...(TRACKING.fail?.(TABLE, one, { statement: 3, total: 4, message: "", sql: "" }) ?? []));
  expect(await history.records(TRACKING)).toMatchObject([{ state: "failed", failedAt: 3 }]);
  await history.run(...(TRACKING.accept?.(TABLE, { ...one, checksums: ["new"] }) ?? []));
  expect(await history.records(TRACKING)).toEqual([{ key: "1", name: "x", checksum: "new", state: "applied" }]);
});

it("takes no version twice", async () => {
  const history = await openHistory();
  await history.run(...TRACKING.create(TABLE, undefined), ...TRACKING.apply(TABLE, one));
  await expect(history.run(...TRACKING.apply(TABLE, one))).rejects.toThrow("UNIQUE constraint failed");
});

it.each([
  ["0001", "1"],
  ["10", "10"],
  ["0", ""],
  ["000", ""],
])("knows %s by %j, as the database does", async (version, key) => {
  const history = await openHistory();
  expect(keyOf(version)).toBe(key);
  expect(await history.rows(`SELECT ${TRACKING.key} FROM (SELECT '${version}' AS version)`)).toEqual([[key]]);
});
