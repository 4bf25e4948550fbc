import { expect, it } from "vitest";
import { migrations } from "../apply/testing.ts";
import type { Migration } from "./migration.ts";
import { keyOf, OWN_TRACKING as TRACKING } from "./own-tracking.ts";
import { openHistory } from "./testing.ts";

const TABLE = `"${TRACKING.table}"`;
const [plainOne] = migrations("SELECT 1") as [Migration];
const one: Migration = { ...plainOne, version: "0001" };

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
