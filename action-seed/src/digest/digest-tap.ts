// Takes the digests of a plan's rows while they pass by on their way to a database.
import type { Value } from "../generate/value.ts";
import type { SeedPlan, SeedTable } from "../plan/seed-table.ts";
import { compareRows, digestQuery, type RowOrder, rowOrder } from "./digest-query.ts";
import { type RowHash, rowHash } from "./row-hash.ts";
import { type RowKeys, rowKeys, sortedRows } from "./sorted-rows.ts";
import { wholeDigest } from "./whole-digest.ts";

export interface SeedDigests {
  /** Of all tables: see `wholeDigest`. */
  readonly digest: string;
  /** By table: what `sha3_query(digestQuery(table), 256)` gives on a database that holds these rows and no others; lower-case hexadecimal. */
  readonly tables: ReadonlyMap<string, string>;
}

export interface DigestTap {
  /**
   * Takes the next row of a table. Rows of a table come in their order, each once; tables may take turns.
   * @param table its place in the plan
   */
  onRow(table: number, row: readonly Value[]): void;
  /** The digests of the whole plan: a table whose rows have not all passed by is asked for them. */
  finish(): SeedDigests;
}

/** Begins to take digests. */
export function digestTap(plan: SeedPlan): DigestTap {
  const taps = plan.tables.map(tableTap);
  return {
    onRow: (table, row) => taps[table]?.add(row),
    finish: () => {
      const tables = new Map(plan.tables.map(({ table }, index) => [table.name, (taps[index] as TableTap).finish()]));
      return { digest: wholeDigest(tables), tables };
    },
  };
}

/** The digests of rows that pass nowhere. */
export function planDigests(plan: SeedPlan): SeedDigests {
  return digestTap(plan).finish();
}

interface TableTap {
  add(row: readonly Value[]): void;
  finish(): string;
}

/** Most tables are generated in the order of their keys. One that is not is hashed at the end, when all its keys are known. */
function tableTap(seedTable: SeedTable): TableTap {
  const order = rowOrder(seedTable.table);
  const check = orderCheck(order);
  let hash: RowHash | undefined;
  let keys: RowKeys | undefined;
  let digest: string | undefined;
  let passed = 0;
  const add = (row: readonly Value[]) => {
    passed++;
    if (keys !== undefined) keys.add(row);
    else if (check(row)) {
      hash ??= rowHash(digestQuery(seedTable.table), { unsignedZeros: true });
      hash.add(row);
      // Now, so that its block is there for the next table.
      if (passed === seedTable.count) digest = hash.finish();
    } else {
      hash = undefined;
      keys = rowKeys(order);
      for (let index = 0; index < passed; index++) keys.add(seedTable.row(index));
    }
  };
  return {
    add,
    finish: () => {
      if (digest !== undefined && passed === seedTable.count) return digest;
      if (keys === undefined || passed !== seedTable.count) return digestOf(seedTable);
      return hashSorted(seedTable, order, keys);
    },
  };
}

/** The digest of a table whose rows did not pass by. */
function digestOf(seedTable: SeedTable): string {
  if (seedTable.count === 0) return rowHash(digestQuery(seedTable.table)).finish();
  const tap = tableTap(seedTable);
  for (let index = 0; index < seedTable.count; index++) tap.add(seedTable.row(index));
  return tap.finish();
}

function hashSorted(seedTable: SeedTable, order: RowOrder, keys: RowKeys): string {
  const hash = rowHash(digestQuery(seedTable.table), { unsignedZeros: true });
  for (const row of sortedRows(seedTable, order, keys)) hash.add(row);
  return hash.finish();
}

/** A function that says of each row whether it comes behind the one before. */
function orderCheck(order: RowOrder): (row: readonly Value[]) => boolean {
  const [first] = order.columns;
  if (order.columns.length === 1 && order.typed.length === 0 && first !== undefined) return singleCheck(first, order);
  let previous: readonly Value[] | undefined;
  return (row) => {
    const isBehind = previous === undefined || compareRows(order, previous, row) <= 0;
    // A copy: a table may give every row in the same array.
    previous = [...row];
    return isBehind;
  };
}

/** By far the most frequent key: one column of integers. */
function singleCheck(at: number, order: RowOrder): (row: readonly Value[]) => boolean {
  let previous: Value | undefined;
  return (row) => {
    const next = row[at] as Value;
    const isBehind =
      previous === undefined ||
      (typeof previous === "bigint" && typeof next === "bigint"
        ? previous <= next
        : compareRows({ ...order, columns: [0] }, [previous], [next]) <= 0);
    previous = next;
    return isBehind;
  };
}
