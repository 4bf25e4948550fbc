// The digests of a plan, of the database that holds its rows, and of those rows over the wire are the same, in whatever order rows pass by.
import type { Connection } from "@libsql-actions/shared/database/connection";
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Value } from "../generate/value.ts";
import type { SeedPlan, SeedTable } from "../plan/seed-table.ts";
import {
  anyInteger,
  anyReal,
  anyText,
  anyValue,
  execute,
  inserts,
  openDatabase,
  seedPlan,
  seedTable,
  tablesOf,
} from "./digest-fixture.ts";
import { digestQuery } from "./digest-query.ts";
import { digestTap, planDigests } from "./digest-tap.ts";
import { tableDigests, wireDigest } from "./table-digests.ts";
import { inBinaryOrder, WHOLE_DIGEST } from "./whole-digest.ts";

const orNull = <T extends Value>(value: fc.Arbitrary<T>): fc.Arbitrary<Value> => fc.oneof(value, fc.constant(null));
/** Equal for values that are equal to some key: SQLite takes 1 and 1.0 for one, and NOCASE letters of both cases. */
const keyText = (value: Value) =>
  typeof value === "string"
    ? `text ${value.toLowerCase()}`
    : value instanceof Uint8Array
      ? `blob ${Buffer.from(value).toString("hex")}`
      : String(Number(value));
const unique = (key: fc.Arbitrary<Value>, ...more: readonly fc.Arbitrary<Value>[]) =>
  fc.uniqueArray(fc.tuple(key, ...more), { maxLength: 25, selector: ([first]) => keyText(first) });
const anyRows = (...columns: readonly fc.Arbitrary<Value>[]) => fc.array(fc.tuple(...columns), { maxLength: 25 });
const notNull = anyValue.filter((value) => value !== null);
const small = fc.oneof(fc.constantFrom<Value>(null, 0n, 0, 1n, 1, "1", "", "\ue000", "\u{10000}"), anyValue);

/** Every kind of order that rows can have, with rows for it. Column affinities change nothing of them. */
const KINDS: readonly (readonly [name: string, sql: string, rows: fc.Arbitrary<Value[][]>])[] = [
  [
    "rowid",
    "(v, id INTEGER PRIMARY KEY, r REAL)",
    unique(anyInteger).chain((keys) =>
      fc.tuple(...keys.map(([key]) => fc.tuple(anyValue, fc.constant(key as Value), orNull(anyReal)))),
    ),
  ],
  ["text_key", "(k TEXT PRIMARY KEY NOT NULL, v)", unique(anyText, anyValue)],
  ["nocase_key", "(k TEXT COLLATE NOCASE PRIMARY KEY NOT NULL, v)", unique(anyText, anyValue)],
  ["null_key", "(k PRIMARY KEY, v)", fc.array(fc.tuple(fc.constant<Value>(null), small), { maxLength: 25 })],
  [
    "no rowid",
    "(k, l TEXT, v, PRIMARY KEY (l DESC, k)) WITHOUT ROWID",
    fc.uniqueArray(fc.tuple(notNull, anyText, anyValue), { maxLength: 25, selector: ([k, l]) => `${l} ${keyText(k)}` }),
  ],
  ["no key", "(a, b)", anyRows(small, small)],
  ["shadowed", "(rowid, _rowid_, oid)", anyRows(small, small, small)],
  ['r"', '(bytes, up_to, j, "key")', anyRows(small, small, small, small)],
  ["\u{10000}", "(j PRIMARY KEY, t, value)", unique(notNull, small, small)],
];

const [names, anyData] = [KINDS.map(([name]) => name), fc.tuple(...KINDS.map(([, , rows]) => rows))];
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

async function planOf(db: Connection, data: readonly (readonly Value[][])[]): Promise<SeedPlan> {
  const tables = await tablesOf(db);
  return seedPlan(...KINDS.map(([name], index) => seedTable(tables.get(name) as SeedTable["table"], data[index] ?? [])));
}

async function expectSame(db: Connection, plan: SeedPlan): Promise<void> {
  await execute(db, ...names.map((name) => `DELETE FROM ${quoted(name)}`), ...plan.tables.flatMap(inserts));
  const tap = digestTap(plan);
  for (const [index, { count, row }] of plan.tables.entries()) for (let at = 0; at < count; at++) tap.onRow(index, row(at));
  const { digest, tables } = tap.finish();
  expect(planDigests(plan)).toMatchObject({ digest, tables });
  const all = plan.tables.map(({ table }) => table);
  expect(await tableDigests(db, all)).toEqual(tables);
  for (const table of all) expect([table.name, await wireDigest(db, table)]).toEqual([table.name, tables.get(table.name)]);
  const queries = inBinaryOrder(names).map((name) => digestQuery(all.find((table) => table.name === name) as SeedTable["table"]));
  expect((await db.query(WHOLE_DIGEST, [JSON.stringify(queries)])).rows[0]?.[0]).toBe(digest);
}

describe("digests", () => {
  let server: Sqld;
  const databases: Connection[] = [];
  beforeAll(async () => {
    server = await startSqld();
    for (const url of [":memory:", server.url]) {
      const db = await openDatabase(url);
      await execute(db, ...KINDS.map(([name, sql]) => `CREATE TABLE ${quoted(name)} ${sql}`));
      databases.push(db);
    }
  });
  afterAll(async () => {
    for (const db of databases) db.close();
    await server.stop();
  });

  it.each([
    ["in memory", 0, 60],
    ["on a server", 1, 12],
  ])("of any rows are the same in Node, by sha3_query and over the wire, %s", async (_, which, numRuns) => {
    const db = databases[which] as Connection;
    await fc.assert(
      fc.asyncProperty(anyData, async (data) => expectSame(db, await planOf(db, data))),
      { numRuns },
    );
  });

  it("of many rows too, whose keys are in no order", async () => {
    const db = databases[1] as Connection;
    const rows = Array.from({ length: 6_000 }, (_, row): Value[] => [
      BigInt((row * 7_919) % 6_000),
      `text ${(row * 31) % 50}`,
      row % 3 === 0 ? null : row / 7,
      Buffer.alloc(row % 40, row),
    ]);
    const key = (row: readonly Value[]) => `key ${row[0]}`;
    const data = new Map<string, Value[][]>([
      ["rowid", rows.map(([id, v, r]) => [v ?? null, id ?? null, r ?? null])],
      ["text_key", rows.map((row) => [key(row), row[3] ?? null])],
      ["null_key", rows.map((row) => [row[2] === null ? null : key(row), row[1] ?? null])],
      ["no rowid", rows.map((row) => [row[0] ?? null, String(row[1]), row[3] ?? null])],
      ["no key", rows.map((row) => [row[1] ?? null, row[2] ?? null])],
    ]);
    await expectSame(
      db,
      await planOf(
        db,
        names.map((name) => data.get(name) ?? []),
      ),
    );
  });

  it("are of the whole plan when only some rows passed by, or rows of two tables in turns", async () => {
    const db = databases[0] as Connection;
    const data = names.map((name) =>
      name === "rowid" || name === "no key"
        ? [1n, 2n, 3n].map((id): Value[] => (name === "rowid" ? [null, id, 1.5] : [id, null]))
        : [],
    );
    const plan = await planOf(db, data);
    const [first, second] = [names.indexOf("rowid"), names.indexOf("no key")];
    const whole = planDigests(plan);
    const turns = digestTap(plan);
    for (let at = 0; at < 3; at++) for (const table of [first, second]) turns.onRow(table, plan.tables[table]?.row(at) ?? []);
    expect(turns.finish()).toEqual(whole);
    const some = digestTap(plan);
    some.onRow(first, plan.tables[first]?.row(1) ?? []);
    expect(some.finish()).toEqual(whole);
    expect(some.finish()).toEqual(whole);
    const outOfOrder = digestTap(plan);
    for (const at of [1, 0]) outOfOrder.onRow(first, plan.tables[first]?.row(at) ?? []);
    expect(outOfOrder.finish()).toEqual(whole);
  });
});
