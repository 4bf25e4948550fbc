// What a change moves: the promise of addressed values, for any small schema. A value depends on seed, table, column and row, and on nothing else.
import type { Column, Schema, Table } from "@libsql-actions/shared/schema/table";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ColumnSpec } from "../spec/spec.ts";
import { columnNamed, dumpOf, foreignKeyTo, planOf, rowsOf, tableNamed, type Wanted } from "./testing.ts";

const SPECS: readonly ColumnSpec[] = [
  { generator: "integer", minimum: 0, maximum: 999_999 },
  { generator: "real", minimum: 0, maximum: 1 },
  { generator: "email" },
  { generator: "uuid" },
  {
    generator: "enum",
    values: [
      { value: "a", weight: 3 },
      { value: "b", weight: 1 },
    ],
  },
  { generator: "sentence", nullable: 0.3 },
  { generator: "group", group: "places", field: "city" },
  { generator: "group", group: "places", field: "country" },
  { generator: "template", template: "${id}-x" },
];
const DISTINCT = new Set([0, 2, 3]);
const GROUPS = new Map([
  [
    "places",
    [
      new Map([
        ["city", "Oslo"],
        ["country", "Norway"],
      ]),
      new Map([
        ["city", "Lima"],
        ["country", "Peru"],
      ]),
    ],
  ],
]);

interface TableShape {
  /** Indexes into `SPECS`. */
  readonly columns: readonly number[];
  /** The columns that are UNIQUE. */
  readonly unique: readonly boolean[];
  /** Numbers of tables, its own among them. */
  readonly references: readonly number[];
  readonly rows: number;
}

const shape = fc.record({
  columns: fc.array(fc.nat({ max: SPECS.length - 1 }), { minLength: 1, maxLength: 4 }),
  unique: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  references: fc.array(fc.nat({ max: 3 }), { maxLength: 2 }),
  rows: fc.integer({ min: 1, max: 30 }),
});
const shapes = fc.array(shape, { minLength: 2, maxLength: 4 });

const ID = columnNamed("id", "INTEGER", true);

function tableOf(one: TableShape, number: number, count: number): Table {
  const references = one.references.map((target, at) => foreignKeyTo(`t${target % count}`, `ref${at}`));
  const drawn = one.columns.map((spec, at) =>
    columnNamed(`c${at}_${spec}`, SPECS[spec]?.generator === "integer" ? "INTEGER" : "BLOB"),
  );
  const unique = drawn.filter((_, at) => one.unique[at] === true && DISTINCT.has(one.columns[at] ?? -1));
  const columns = [ID, ...drawn, ...references.map(({ columns: [name = ""] }) => columnNamed(name, "INTEGER"))];
  return tableNamed(
    `t${number}`,
    columns,
    references,
    unique.map(({ name }) => [name]),
  );
}

function specOf({ name }: Column): ColumnSpec {
  if (name === "id") return { generator: "sequence" };
  if (name.startsWith("ref")) return { generator: "reference" };
  return SPECS[Number(name.split("_")[1])] ?? { generator: "value", value: "added" };
}

function schemaOf(all: readonly TableShape[]): Schema {
  return { tables: all.map((one, number) => tableOf(one, number, all.length)), virtualTables: [], views: [], triggers: [] };
}

function planShapes(all: readonly TableShape[], wanted: Wanted = {}, schema = schemaOf(all)) {
  const rows = Object.fromEntries(all.map((one, number) => [`t${number}`, one.rows]));
  return planOf(schema, { rows, columnSpec: (_, one) => specOf(one), groups: GROUPS, ...wanted });
}

/** Rows without some columns. */
function without(rows: readonly Record<string, unknown>[], columns: ReadonlySet<string>): Record<string, unknown>[] {
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !columns.has(name))));
}

describe("of any schema", () => {
  it("a new column and a new table move nothing", () => {
    fc.assert(
      fc.property(shapes, fc.nat(3), fc.nat(SPECS.length - 1), (all, at, spec) => {
        const before = dumpOf(planShapes(all));
        const [chosen, schema] = [at % all.length, schemaOf(all)];
        const added = columnNamed(`added_${spec}`, "BLOB");
        const tables = schema.tables.map((table, number) =>
          number === chosen ? { ...table, columns: [added, ...table.columns] } : table,
        );
        const extra: TableShape = { columns: [2, 4], unique: [true], references: [0, chosen], rows: 5 };
        const wider = { ...schema, tables: [{ ...tableOf(extra, 9, all.length), name: "extra" }, ...tables] };
        const after = dumpOf(planShapes(all, { others: 5 }, wider));
        for (const [name, rows] of Object.entries(before))
          expect(without(after[name] ?? [], new Set([added.name]))).toEqual(rows);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it("a changed count moves nothing but references to that table, and leaves its own first rows as they are", () => {
    fc.assert(
      fc.property(shapes, fc.nat(3), fc.integer({ min: 1, max: 40 }), (all, at, rows) => {
        const chosen = at % all.length;
        const before = dumpOf(planShapes(all));
        const after = dumpOf(planShapes(all.map((one, number) => (number === chosen ? { ...one, rows } : one))));
        for (const table of schemaOf(all).tables) {
          const pointing = table.foreignKeys.filter((key) => key.table === `t${chosen}` && key.table !== table.name);
          const moving = new Set(pointing.flatMap(({ columns }) => columns));
          const [old = [], now = []] = [before[table.name], after[table.name]];
          const both = Math.min(old.length, now.length);
          expect(without(now.slice(0, both), moving)).toEqual(without(old.slice(0, both), moving));
        }
      }),
      { numRuns: 150, seed: 2 },
    );
  });

  it("a column that gains UNIQUE or a share of NULLs changes its own values alone", () => {
    fc.assert(
      fc.property(shapes, fc.nat(3), fc.nat(3), fc.boolean(), (all, at, of, isUnique) => {
        const table = `t${at % all.length}`;
        const { columns = [] } = all[at % all.length] ?? {};
        const spec = columns[of % columns.length] ?? 0;
        const name = `c${of % columns.length}_${spec}`;
        fc.pre(!isUnique || DISTINCT.has(spec));
        const before = dumpOf(planShapes(all));
        const change = isUnique ? { unique: true } : { nullable: 0.5 };
        const columnSpec = (owner: Table, one: Column) =>
          owner.name === table && one.name === name ? { ...specOf(one), ...change } : specOf(one);
        const after = dumpOf(planShapes(all, { columnSpec }));
        const own = (other: string) => new Set(other === table ? [name] : []);
        for (const [other, rows] of Object.entries(before))
          expect(without(after[other] ?? [], own(other))).toEqual(without(rows, own(other)));
        const kept = (after[table] ?? []).filter(
          (row, index) => row[name] === null || row[name] === before[table]?.[index]?.[name],
        );
        if (!isUnique) expect(kept.length).toBe(before[table]?.length);
      }),
      { numRuns: 150, seed: 3 },
    );
  });

  it("rows that are added later are those that would have been there from the start", () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 20 }), (all, more) => {
        const whole = dumpOf(planShapes(all.map((one) => ({ ...one, rows: one.rows + more }))));
        const start = Object.fromEntries(all.map(({ rows }, number) => [`t${number}`, rows]));
        const rows = Object.fromEntries(all.map((_, number) => [`t${number}`, more]));
        const appended = dumpOf(planShapes(all, { rows, start }));
        for (const [name, added] of Object.entries(appended)) expect(added).toEqual(whole[name]?.slice(-more));
      }),
      { numRuns: 100, seed: 4 },
    );
  });
});

describe("one more parent", () => {
  it("takes about one reference in so many from the others, and moves no other", () => {
    const all: TableShape[] = [
      { columns: [0], unique: [], references: [], rows: 100 },
      { columns: [0], unique: [], references: [0], rows: 20_000 },
    ];
    const before = rowsOf(planShapes(all), "t1");
    const after = rowsOf(planShapes(all.map((one) => (one.rows === 100 ? { ...one, rows: 101 } : one))), "t1");
    const moved = after.filter((row, index) => row["ref0"] !== before[index]?.["ref0"]);
    expect(new Set(moved.map((row) => row["ref0"]))).toEqual(new Set([101n]));
    expect(Math.abs(moved.length - 20_000 / 101)).toBeLessThan(60);
  });
});
