// Rows that are given cell by cell: they stand for the first rows of a table, and must agree with the generated ones.
import type { ForeignKey, Index, Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { lower } from "../generate/ascii.ts";
import { stored, type Value } from "../generate/value.ts";
import type { Cell } from "./cells.ts";
import { affinityIn, objection } from "./fits.ts";
import type { Layout } from "./layout.ts";
import type { Reject } from "./unsatisfiable.ts";

/** A row's given cells, by column name, as the columns store them. */
export type Literal = ReadonlyMap<string, Value>;

/** Reads given rows: as many as the table gets. Columns may be written in any case. */
export function readLiterals(
  table: Table,
  given: readonly ReadonlyMap<string, Value>[],
  rows: number,
  reject: Reject,
): Literal[] {
  return given.slice(0, rows).map((row, index) => {
    const literal = new Map<string, Value>();
    for (const [written, value] of row) {
      const problem = (what: string) =>
        reject({
          message: `${table.name}.${written}: ${what}`,
          path: ["tables", table.name, "literals", index, written],
        });
      const column = table.columns.find(({ name }) => foldIdentifier(name) === foldIdentifier(written));
      if (column === undefined) problem(`is no column: there are ${table.columns.map(({ name }) => name).join(", ")}.`);
      else if (column.generated !== undefined) problem("is computed by the database, and cannot be given.");
      else {
        const kept = stored(value, affinityIn(table, column));
        const objected = objection(table, column, kept);
        if (objected !== undefined) problem(`${objected}.`);
        literal.set(column.name, kept);
      }
    }
    return literal;
  });
}

export interface LiteralContext {
  readonly layout: Layout;
  readonly literals: readonly Literal[];
  /** Columns that a spec wants to differ from row to row. */
  readonly unique: readonly string[];
  readonly cellOf: (table: string, column: string) => Cell | undefined;
  /** How many rows of a table are made from addresses, from the first on; undefined where others are among them. */
  readonly rowsIn: (table: string) => number | undefined;
  readonly reject: Reject;
}

/** Refuses given rows that clash with others in a key, or refer to a row that is not there. Looks at all rows, if any row is given. */
export function checkLiterals(context: LiteralContext): void {
  const { layout, literals, unique } = context;
  const { table } = layout;
  if (literals.length <= layout.start) return;
  const isGiven = (columns: readonly (string | undefined)[]) =>
    columns.some((column) => literals.some((row) => row.has(column ?? "")));
  const alone = [...unique, ...(table.rowidAlias === undefined ? [] : [table.rowidAlias])];
  const keys = table.indexes.filter((index) => index.unique && index.where === undefined).map(({ terms }) => terms);
  for (const column of alone) keys.push([{ column, expression: undefined, collation: "BINARY", descending: false }]);
  for (const terms of keys) if (isGiven(terms.map(({ column }) => column))) checkKey(terms, context);
  for (const key of table.foreignKeys) if (isGiven(key.columns)) checkReference(key, context);
}

function checkKey(terms: Index["terms"], { layout, literals, cellOf, reject }: LiteralContext): void {
  const { table, start, count } = layout;
  const cells = terms.map(({ column, collation }) => ({
    cell: cellOf(table.name, column ?? ""),
    isFolded: collation === "NOCASE",
  }));
  const identityOf = (row: number): string | undefined => {
    let identity = "";
    for (const { cell, isFolded } of cells) {
      const value = cell?.(row) ?? null;
      if (value === null) return undefined;
      identity += identify(value, isFolded);
    }
    return identity;
  };
  const given = new Map<string, number>();
  for (let row = start; row < start + count; row++) {
    const identity = identityOf(row);
    const other = identity === undefined ? undefined : given.get(identity);
    if (identity !== undefined && other === undefined && row < literals.length) given.set(identity, row);
    if (other === undefined) continue;
    const names = terms.map(({ column }) => column).join(", ");
    reject({
      message: `${table.name}: the given row ${other + 1} and row ${row + 1} agree in (${names}), which is unique: give one of them another value.`,
      path: ["tables", table.name, "literals", other],
    });
    return;
  }
}

function checkReference(key: ForeignKey, { layout, literals, cellOf, rowsIn, reject }: LiteralContext): void {
  const { table, start, count } = layout;
  const rows = rowsIn(key.table);
  const cells = key.columns.map((column) => cellOf(table.name, column));
  const targets = key.references.map((column) => cellOf(key.table, column));
  if (rows === undefined || [...cells, ...targets].includes(undefined)) return;
  const missing = new Map<string, number>();
  for (let row = start; row < Math.min(literals.length, start + count); row++) {
    const identity = tuple(cells, row);
    if (identity !== undefined) missing.set(identity, row);
  }
  for (let row = 0; row < rows && missing.size > 0; row++) missing.delete(tuple(targets, row) ?? "");
  for (const row of missing.values())
    reject({
      message: `${table.name}: the given row ${row + 1} refers by (${key.columns.join(", ")}) to a row of ${key.table} that is not there.`,
      path: ["tables", table.name, "literals", row],
    });
}

/** Undefined when a cell is NULL: the foreign key asks for nothing then. */
function tuple(cells: readonly (Cell | undefined)[], row: number): string | undefined {
  const values = cells.map((cell) => cell?.(row) ?? null);
  return values.includes(null) ? undefined : values.map((value) => identify(value, false)).join("");
}

/** Equal for values that are equal in SQLite. */
function identify(value: Value, isFolded: boolean): string {
  if (typeof value === "string") return JSON.stringify(isFolded ? lower(value) : value);
  if (value instanceof Uint8Array) return `x${Buffer.from(value).toString("hex")},`;
  return typeof value === "number" && Number.isInteger(value) ? `${BigInt(value)},` : `${value},`;
}
